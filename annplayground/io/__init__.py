"""Everything that touches the disk: experiment files, points and histories as CSV."""
