"""What the user has chosen, which the window remembers."""
