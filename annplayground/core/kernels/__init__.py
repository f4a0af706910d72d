"""The mathematics of core once more, compiled by Numba; imports nothing of core but itself."""
