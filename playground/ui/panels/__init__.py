"""What stands below the stage, one panel a file."""
