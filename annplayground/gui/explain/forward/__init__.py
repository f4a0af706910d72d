"""Forward propagation of one example, neuron by neuron."""
