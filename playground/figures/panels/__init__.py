"""The charts of the panels below the stage."""
