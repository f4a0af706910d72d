"""What there is no room for is on further pages."""
