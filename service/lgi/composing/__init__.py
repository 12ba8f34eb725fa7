"""Compose a query of choices: which things, and what must be so of them."""
