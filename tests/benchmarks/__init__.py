"""Benchmarks: each figure beside its peer or its paused twin, measured in the same run.

    .venv/bin/pip install -e '.[bench]' && .venv/bin/python -m tests.benchmarks

Nothing here asserts a time; a slow machine gives other figures and much the same ratios.
"""
