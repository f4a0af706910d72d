"""The charts of a run's history: the loss and the layers' gradients."""
