"""The description of the pages on evidence for machines."""

from lgi import media
from lgi.web.openapi.operation import ASKING, TEXT, Part, in_query, operation

_CHOSEN = {
    "outcome": "One of the broadest kinds of outcome, to see all kinds within it.",
    "people": "A kind of people; only models that serve them count.",
    "service": "A service area; only models that serve it count.",
    "place": "A kind of place or of council; only findings from there count.",
    "design": "A study design; only findings of studies of this one or one above it in the order count.",
    "since": "A year; only findings in sources from it or later count.",
    "cell": "A cell to open, as row/outcome.",
}
_THERE = {
    "description": "Without a cell, the map.",
    "headers": {"Location": {"description": "Its address.", "schema": TEXT}},
}


def paths() -> Part:
    """These addresses, each with its operation."""
    chosen = [in_query(name, {"type": "string", "format": f"gap-{name}"}, text) for name, text in _CHOSEN.items()]
    rows = in_query("rows", {"type": "string", "enum": ["models", "mechanisms", "roles", ""]}, "What the rows are.")
    filled = in_query("filled", {"type": "string", "enum": ["yes", ""]}, "Only rows with a finding.")
    parameters = [rows, *chosen, filled]
    cell = operation("gap_cell", "What stands behind a cell of the map", [media.HTML], parameters, ASKING)
    found = {
        "/evidence": operation("evidence", "The evidence at a glance", [media.HTML], more=ASKING),
        "/evidence/map": operation("gap_map", "The map of the evidence", [media.HTML], parameters, ASKING),
        "/evidence/map.csv": operation("gap_map_csv", "Its cells as a table", ["text/csv"], parameters, ASKING),
        "/evidence/cell": {**cell, "responses": {**cell["responses"], "303": _THERE}},
        "/grades": operation("grades", "How evidence is graded", [media.HTML], more=ASKING),
    }
    return {address: {"get": {**made, "tags": ["pages"]}} for address, made in found.items()}
