"""`/sparql/why`: why a query finds nothing, for programs and as a page."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.diagnosis import explaining, syntax
from lgi.diagnosis.faults import Diagnosis, Fix, Reason
from lgi.engine import Query
from lgi.errors import BadQuery, NotAcceptable
from lgi.web import evaluate, headers, pages, sparql
from lgi.web.representations import Made, represent
from lgi.web.workbench import asking

_OFFERS = [media.JSON, media.HTML]


async def why(request: Request) -> Response:
    """Tell why a query that was sent as to the endpoint finds nothing. Raises QueryError."""
    parameters = await sparql.read_parameters(request)
    query = asking.query(parameters)
    named = dict(parameters).get("format")
    chosen = media.agree(headers.sent(request, "accept"), _OFFERS) if named is None else _named(named)
    if chosen is None:
        raise NotAcceptable(f"a diagnosis comes as {' or '.join(_OFFERS)}", _OFFERS)

    async def make() -> Made:
        found = await diagnosed(request, query)
        if chosen == media.HTML:
            return Made(pages.render(request, "why.html", **_shown(query, found)), pages.HTML)
        return Made(json.dumps(found.told(query.text), ensure_ascii=False).encode(), media.JSON)

    return await represent(request, ("why", query, chosen), make)


def _named(form: str) -> str | None:
    return {"json": media.JSON, "html": media.HTML}.get(form)


async def diagnosed(request: Request, query: Query) -> Diagnosis:
    """Run a query, and if it gives nothing look for the reason, for no longer than one query may take."""
    try:
        rows, is_nought = await _given(request, query)
    except BadQuery as fault:
        return _unreadable(query.text, fault)
    if rows and not is_nought:
        return explaining.told("has-rows")
    asker = await asking.asker(request, query)
    try:
        async with asyncio.timeout(request.state.site.limits.seconds):
            found = await explaining.explain(query.text, asker)
    except TimeoutError:
        return explaining.told("not-found")
    return explaining.told("has-rows") if rows and not found.reasons else found


def _unreadable(query: str, fault: BadQuery) -> Diagnosis:
    problem = syntax.problem(query, fault)
    reason = Reason("cannot-run", problem.message, problem.offset, problem.fixes)
    return Diagnosis("cannot-run", "The query cannot be run as it is written.", (reason,))


async def _given(request: Request, query: Query) -> tuple[bool, bool]:
    """Whether a query gives anything, and whether all that it gives is noughts, as counts of nothing are."""
    answer = await evaluate.ForClient(request).run(query, media.DEFAULT)
    if answer.file:
        answer.file.close()
        return True, False
    if answer.kind == "boolean":
        return b"true" in answer.body, False
    if answer.kind == "graph":
        return bool(answer.body.strip()), False
    found: list[dict[str, Any]] = json.loads(answer.body)["results"]["bindings"]
    values = [term["value"] for row in found for term in row.values()]
    return bool(found), len(found) == 1 and set(values) <= {"0", ""} and bool(values)


def _shown(query: Query, found: Diagnosis) -> dict[str, Any]:
    told = found.told(query.text)
    for reason, said in zip(found.reasons, told["reasons"], strict=True):
        said["fixes"] = [{"label": fix.label, "query": _fixed(query.text, fix)} for fix in reason.fixes]
    graphs = {"default-graph-uri": query.default_graphs, "named-graph-uri": query.named_graphs}
    more = [(name, iri) for name, iris in graphs.items() for iri in iris or ()]

    def address(path: str, text: str) -> str:
        return f"{path}?{urlencode([('query', text), *more])}"

    return {"query": query.text, "found": told, "address": address, "lines": query.text.split("\n")}


def _fixed(query: str, fix: Fix) -> str:
    return query[: fix.start] + fix.text + query[fix.end :]
