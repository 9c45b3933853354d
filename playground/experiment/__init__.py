"""A recipe, checked, and the link that carries it."""
