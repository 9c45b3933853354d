"""Pieces that any part of the page may use."""
