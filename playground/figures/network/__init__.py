"""The first layer and the head as neurons and wires."""
