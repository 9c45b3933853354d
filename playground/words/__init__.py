"""Words, their numbers, and the texts, lists and tables they come from."""
