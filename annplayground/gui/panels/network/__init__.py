"""The Network card: the diagram, in which the layers are edited."""
