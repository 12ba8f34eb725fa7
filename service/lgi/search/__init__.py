"""Search: what each thing can be found by is gathered when a release is built, and looked up when people ask."""
