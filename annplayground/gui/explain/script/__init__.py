"""The experiment as a script in NumPy."""
