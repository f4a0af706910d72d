"""What trains: the training loop in NumPy, the compiled one, and which of them is had."""
