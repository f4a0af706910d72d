"""Is it luck: the experiment, or A and B, from many first weights."""
