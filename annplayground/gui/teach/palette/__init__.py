"""The palette: what it finds and does, stage by stage."""
