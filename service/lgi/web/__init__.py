"""The door over HTTP: arguments, media types and pages; nothing here knows what an answer means."""
