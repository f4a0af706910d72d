"""The program around the window: its start, signals, and errors with their log."""
