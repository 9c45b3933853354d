"""What a model is made of: layers, how their weights start, heads, objectives, optimizers and schedules."""
