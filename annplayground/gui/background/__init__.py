"""What is computed in the background because an explanation asks for it."""
