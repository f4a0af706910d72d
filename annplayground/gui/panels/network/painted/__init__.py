"""What the diagram paints: the network's picture, and all that lies over it."""
