"""How activations and weights are spread, layer by layer."""
