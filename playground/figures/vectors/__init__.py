"""The words as points and arrows, on a line, in the plane or in space."""
