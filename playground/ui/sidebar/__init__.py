"""The controls of a recipe."""
