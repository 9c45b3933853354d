"""The planes that vectors of many dimensions can be seen in: a file for each way to choose one, and their registry."""
