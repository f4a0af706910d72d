"""Claims of lessons, checked by training: how many runs they need, what was measured, and whether
it is as the lesson says."""
