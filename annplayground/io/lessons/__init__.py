"""Lessons as TOML files: found, read and written."""
