"""Plain functions from a History to Plotly figures, one visual idea a file."""
