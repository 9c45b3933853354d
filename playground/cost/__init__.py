"""What a layer costs: numbers kept, bytes, time."""
