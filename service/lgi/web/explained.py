"""`/problem` and `/problem/<slug>`: what each kind of problem means, and how to go on; their types lead here."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lgi import media
from lgi.errors import NotAcceptable, NotFound
from lgi.web import kinds, pages
from lgi.web.kinds import Kind

_OFFERS = [media.JSON, media.HTML]


async def problems(request: Request) -> Response:
    """Explain all kinds of problem there are."""
    return _explain(request, "All problems", [*kinds.ALL.values()], [_document(kind) for kind in kinds.ALL.values()])


async def problem(request: Request) -> Response:
    """Explain one kind of problem. Raises NotFound."""
    slug = request.path_params["slug"]
    if slug not in kinds.ALL:
        raise NotFound(f"no kind of problem is called {slug}: there are {', '.join(kinds.ALL)}")
    kind = kinds.ALL[slug]
    return _explain(request, kind.title, [kind], _document(kind))


def _explain(request: Request, title: str, explained: list[Kind], document: object) -> Response:
    chosen = media.agree(request.headers.get("accept"), _OFFERS)
    headers = {"Vary": "Accept"}
    if chosen is None:
        raise NotAcceptable(f"an explanation comes as {' or '.join(_OFFERS)}", _OFFERS)
    if chosen == media.HTML:
        return pages.page(request, "explained.html", headers=headers, explained=explained, title=title)
    return JSONResponse(document, headers=headers)


def _document(kind: Kind) -> dict[str, object]:
    told = {"type": kind.iri, "title": kind.title, "status": int(kind.status)}
    return {**told, "meaning": kind.meaning, "advice": kind.advice}
