"""A run in time: the session that trains, the thread that drives it, and what views see of it."""
