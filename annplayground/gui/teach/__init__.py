"""What a lecture needs: the palette, scenes and lessons, questions to the audience."""
