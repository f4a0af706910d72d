"""The activations of the notes: equations, curves, and the summary of five side by side."""
