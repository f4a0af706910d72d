"""The chain rule: the derivative of one weight path by path, of a layer in norms."""
