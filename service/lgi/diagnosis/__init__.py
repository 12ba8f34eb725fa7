"""What is wrong with a query, and why it finds nothing: pure functions, given a way to ask."""
