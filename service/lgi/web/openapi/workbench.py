"""The description of the workbench for machines."""

from collections.abc import Mapping

from lgi import media
from lgi.questions import Question
from lgi.web.openapi.operation import ASKING, Part, in_query, operation


def paths(query: Part, questions: Mapping[str, Question]) -> Part:
    """The address of the workbench; a query is described as elsewhere."""
    parameters = [
        in_query("query", query, "A query to begin with."),
        in_query("question", {"type": "string", "enum": [*sorted(questions), ""]}, "A question to begin with."),
    ]
    text = (
        "The values of a question's arguments stand beside its name; its text comes alone as application/sparql-query."
    )
    made = operation(
        "workbench",
        "A page to write queries in",
        [media.HTML, "application/sparql-query"],
        parameters,
        (404, *ASKING),
        description=text,
        tags=["sparql"],
    )
    return {"/query": {"get": made}}
