"""Whether the graph speaks of a thing, and the notice that stands where one was withdrawn."""

from http import HTTPStatus
from urllib.parse import quote

from starlette.exceptions import HTTPException

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import NotFound

_REPLACED = names.expand("dcterms:isReplacedBy")
_IN_IRIS = "%/:?#[]@!$&'()*+,;=~"


async def require(answers: Answers, iri: str) -> None:
    """Raise NotFound for what the graph does not speak of, and 410 for what was withdrawn, with what came after it."""
    found = await answers.ask("standing-of-thing", {"thing": iri}, media.DEFAULT)
    _, standing = rows.read(found.read())
    if not standing:
        raise NotFound(f"the graph says nothing of {iri}")
    after = sorted({row["replacement"]["value"] for row in standing if "replacement" in row})
    if after:
        links = ", ".join(f'<{quote(other, safe=_IN_IRIS)}>; rel="{_REPLACED}"' for other in after)
        raise HTTPException(HTTPStatus.GONE, f"{iri} was replaced by {' and '.join(after)}", {"Link": links})
    if any(row["withdrawn"]["value"] in ("true", "1") for row in standing if "withdrawn" in row):
        raise HTTPException(HTTPStatus.GONE, f"{iri} was withdrawn, and nothing is named in its place")
