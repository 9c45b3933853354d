"""Runs: trained once, kept, pinned, compared."""
