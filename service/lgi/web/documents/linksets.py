"""`/linkset/<path>`: all links of a document, of its thing and of its forms, as one link set (RFC 9264)."""

import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from lgi import media, names
from lgi.errors import NotAcceptable
from lgi.web import addresses, evaluate, headers
from lgi.web.documents import graphs, signposting, standing
from lgi.web.documents.signposting import LINKSET
from lgi.web.representations import Made, represent
from lgi.web.site import Site

_OFFERS = [LINKSET, media.JSON]
_GRAPHS = {
    "ontology": (names.GRAPHS + "ontology/lgi", names.ONTOLOGY),
    "shapes": (names.GRAPHS + "shapes/", names.SHAPES),
    "dataset": (names.DATASET_GRAPH, names.BASE + "dataset"),
    "data": (names.DATASET_GRAPH, names.BASE + "dataset"),
}


async def linkset(request: Request) -> Response:
    """Give the links of the document at a path. Raises NotFound if there is none, and Withdrawn if there was one."""
    path = addresses.path(request).removeprefix("/linkset/")
    chosen = media.agree(headers.sent(request, "accept"), _OFFERS)
    if chosen is None:
        raise NotAcceptable(f"a link set comes as {' or '.join(_OFFERS)}", _OFFERS)

    async def make() -> Made:
        post = await _post(request, path)
        site: Site = request.state.site
        return Made(json.dumps(signposting.linkset(post, site.prefix), ensure_ascii=False).encode(), chosen)

    return await represent(request, ("linkset", path, chosen), make)


async def _post(request: Request, path: str) -> signposting.Signpost:
    site: Site = request.state.site
    version = f"/{site.release.manifest.version}"
    iri, graph = _named(path.removesuffix(version) if path.startswith("ontology/") else path)
    post = signposting.of_document(iri, "/" + addresses.encoded(path))
    if graph:
        return replace(post, kinds=graphs.require(site.release, graph, iri))
    stands = await standing.require(evaluate.answers(request), site.release, iri)
    return replace(post, kinds=stands.kinds)


def _named(path: str) -> tuple[str, str]:
    """What the document at a path is about, and the graph or folder of graphs that it is made from, if it is from one.

    >>> _named("scheme/stance"), _named("model/wigan-deal")[0]
    (('https://w3id.org/lgi/scheme/stance', 'https://w3id.org/lgi/graph/ontology/scheme/stance'), 'https://w3id.org/lgi/id/model/wigan-deal')
    """
    first, _, rest = path.partition("/")
    iri = names.BASE + path
    if path in _GRAPHS:
        graph, iri = _GRAPHS[path]
        return iri, graph
    if first == "scheme":
        return iri, f"{names.GRAPHS}ontology/scheme/{rest}"
    if first == "graph":
        return iri, iri
    return (iri, "") if first == "query" else (names.THINGS + path, "")
