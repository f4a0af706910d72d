"""The network and its training: NumPy only, no Qt anywhere."""
