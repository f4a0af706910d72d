"""What is open: the document with its undo, and how it comes from files and goes into them."""
