"""The Local Government Innovation graph: its data, its rules and the service that answers questions about it."""
