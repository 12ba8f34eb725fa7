"""Matching: from a name or a code that somebody has to a record of the graph, with the reasons."""
