"""What edits the layers: the controls above and below the diagram, and its popup."""
