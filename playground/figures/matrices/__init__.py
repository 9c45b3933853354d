"""The weight matrices side by side."""
