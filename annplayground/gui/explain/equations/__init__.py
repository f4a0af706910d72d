"""Equations, typeset or painted, with numbers in as many digits as they need."""
