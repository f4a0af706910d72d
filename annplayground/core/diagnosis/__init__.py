"""What is wrong with a run, judged on its whole training set, and what to try."""
