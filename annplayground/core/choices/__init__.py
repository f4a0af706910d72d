"""What one can choose: each module is a registry, a plain dict with one frozen entry per thing.

A registry is read when it is asked for and copied nowhere: an entry put in later is offered,
checked, saved and trained with like any other. `BUILT_IN`, where there is one, holds the entries
that came with the program: the compiled forms are of these.
"""
