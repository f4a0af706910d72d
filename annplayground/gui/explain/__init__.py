"""What takes the numbers apart: diagnosis, neuron, chain rule, activation, update, optimizer."""
