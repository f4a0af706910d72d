"""The samples on the map: their markers, the marks on them, and what they mean."""
