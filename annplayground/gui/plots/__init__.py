"""The plots: what shows a Snapshot."""
