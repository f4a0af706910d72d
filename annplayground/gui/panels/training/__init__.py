"""The training toolbar: the run, and how the network learns."""
