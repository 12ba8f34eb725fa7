"""A service under attack."""
