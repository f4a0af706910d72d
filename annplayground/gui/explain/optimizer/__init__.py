"""What the optimizer does to one weight."""
