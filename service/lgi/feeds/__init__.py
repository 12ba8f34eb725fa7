"""What changed, for those who follow: Atom feeds and an event stream."""
