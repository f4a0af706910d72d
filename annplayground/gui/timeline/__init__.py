"""The timeline: which epoch of the run the window shows."""
