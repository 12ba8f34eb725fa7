"""`/sparql/check`: what is wrong with a query, told before anybody runs it."""

import json

from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.diagnosis import checking
from lgi.engine import Query
from lgi.errors import BadQuery, TooComplex, TooSlow
from lgi.web import evaluate, sparql
from lgi.web.representations import Made, represent
from lgi.web.workbench import asking

_NOWHERE = "urn:lgi:no-graph"


async def check(request: Request) -> Response:
    """Tell what is wrong with a query that was sent as to the endpoint. Raises QueryError."""
    query = asking.query(await sparql.read_parameters(request))

    async def make() -> Made:
        found = await checking.problems(query.text, parse, await asking.asker(request))
        told = [problem.told(query.text) for problem in found]
        document = {"ok": not told, "problems": told}
        return Made(json.dumps(document, ensure_ascii=False).encode(), media.JSON)

    async def parse(text: str) -> BadQuery | None:
        return await _complaint(request, text)

    return await represent(request, ("check", query.text), make)


async def _complaint(request: Request, text: str) -> BadQuery | None:
    """What the engine that would run a query has against it; it reads it over no graph at all."""
    try:
        await evaluate.ForClient(request).run(Query(text, (_NOWHERE,), ()), media.DEFAULT)
    except BadQuery as fault:
        return fault
    except (TooComplex, TooSlow):
        return None
    return None
