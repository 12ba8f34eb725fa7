"""Pictures: from plain data to where each mark stands; templates draw them, and never compute."""
