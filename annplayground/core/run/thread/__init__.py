"""What the Runner's thread is made of: the runs that it drives, how they are trained in step, and
the orders that it obeys."""
