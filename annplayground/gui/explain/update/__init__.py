"""One update, stage by stage."""
