"""The register of councils: made from public lists of codes, and compared with the graph before it is written."""
