"""Ask on account of whoever sent a query, and within limits, what there is to be said of it."""

from starlette.requests import Request

from lgi import media
from lgi.diagnosis.asking import Asker
from lgi.diagnosis.near import Known, Named
from lgi.engine import Query
from lgi.errors import BadQuery
from lgi.web import evaluate, sparql
from lgi.web.site import Site
from lgi.web.sparql import Parameters
from lgi.web.views.inquiry import Inquiry
from lgi.web.workbench import words

_RECORDS = "records-of-kind"


def query(parameters: Parameters) -> Query:
    """The one query among parameters, with the graphs to ask. Raises BadQuery."""
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1:
        raise BadQuery(f"send exactly one 'query'; {len(queries) or 'none'} came")
    return Query(
        queries[0], sparql.graphs(parameters, "default-graph-uri"), sparql.graphs(parameters, "named-graph-uri")
    )


async def asker(request: Request, asked: Query | None = None) -> Asker:
    """What asks of the release, in the graphs of a query if it has any."""
    site: Site = request.state.site
    inquiry, engine = Inquiry(request), evaluate.ForClient(request)
    graphs = (asked.default_graphs, asked.named_graphs) if asked else (None, None)

    async def probe(text: str) -> bytes:
        return (await engine.run(Query(text, *graphs), media.DEFAULT)).read()

    async def things(kind: str) -> list[Named]:
        found = await inquiry.rows(_RECORDS, kind=kind)
        return [Named(row["thing"]["value"], row["thing"].get("label", "")) for row in found]

    return Asker(probe, things, Known(await words.known(request), tuple(site.release.manifest.graphs)))
