"""Experiments written as something that others can read or run, one module per form."""
