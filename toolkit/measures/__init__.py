"""What is counted, the figures, and the way from a figure to its chart."""
