"""Which cards are seen, how they are arranged, and how large the window is."""
