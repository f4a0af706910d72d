"""The panels: what edits the Experiment."""
