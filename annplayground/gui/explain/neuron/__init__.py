"""One neuron: its sum term by term, and its activation."""
