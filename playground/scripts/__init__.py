"""A recipe as lines of plain PyTorch that give the same numbers."""
