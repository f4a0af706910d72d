"""Gradient descent on one curve."""
