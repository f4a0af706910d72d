"""Points drawn by hand on the map."""
