"""What is going on: the findings with their remedies, and what is said when all is calm."""
