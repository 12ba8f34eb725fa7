"""The description of what the workbench asks of the server."""

from lgi import media
from lgi.web.openapi.operation import ASKING, Part, operation


def paths() -> dict[str, Part]:
    """These addresses, each with its operations."""
    words = operation("words", "The words that a query can be made of", [media.JSON], [], ASKING)
    return {"/query/vocabulary.json": {"get": {**words, "tags": ["workbench"]}}}
