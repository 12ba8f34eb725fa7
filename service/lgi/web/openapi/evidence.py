"""The description of the pages on evidence for machines."""

from lgi import media
from lgi.web.openapi.operation import ASKING, Part, in_query, operation, plainest

_CHOSEN = {
    "outcome": "One of the broadest kinds of outcome, to see all kinds within it.",
    "people": "A kind of people; only models that serve them count.",
    "service": "A service area; only models that serve it count.",
    "place": "A kind of place or of council; only findings from there count.",
    "design": "A study design; only findings of studies of this one or one above it in the order count.",
    "since": "A year; only findings in sources from it or later count.",
    "cell": "A cell to open, as row/outcome.",
}
_MAPS = {
    "/evidence/map": ("gap_map", "The map of the evidence", [media.HTML]),
    "/evidence/map.csv": ("gap_map_csv", "Its cells as a table", ["text/csv"]),
    "/evidence/cell": ("gap_cell", "What stands behind a cell of the map; without a cell, the map", [media.HTML]),
}


def paths() -> Part:
    """These addresses, each with its operation."""
    chosen = [in_query(name, {"type": "string", "format": f"gap-{name}"}, text) for name, text in _CHOSEN.items()]
    rows = in_query("rows", {"type": "string", "enum": ["models", "mechanisms", "roles", ""]}, "What the rows are.")
    filled = in_query("filled", {"type": "string", "enum": ["yes", ""]}, "Only rows with a finding.")
    parameters = [rows, *chosen, filled]
    found = {
        "/evidence": operation("evidence", "The evidence at a glance", [media.HTML], more=ASKING),
        **{address: plainest(operation(*about, parameters, ASKING)) for address, about in _MAPS.items()},
        "/grades": operation("grades", "How evidence is graded", [media.HTML], more=ASKING),
    }
    return {address: {"get": {**made, "tags": ["pages"]}} for address, made in found.items()}
