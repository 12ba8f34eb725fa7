"""`/problem` and `/problem/<slug>`: what each kind of problem means, and how to go on; their types lead here."""

import json

from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.errors import NotAcceptable, NotFound
from lgi.web import kinds, pages
from lgi.web.kinds.kind import Kind
from lgi.web.representations import Made, represent

_OFFERS = [media.JSON, media.HTML]


async def problems(request: Request) -> Response:
    """Explain all kinds of problem there are."""
    return await _explain(request, "All problems", list(kinds.ALL.values()))


async def problem(request: Request) -> Response:
    """Explain one kind of problem. Raises NotFound."""
    slug = request.path_params["slug"]
    if slug not in kinds.ALL:
        raise NotFound(f"no kind of problem is called {slug}: there are {', '.join(kinds.ALL)}")
    return await _explain(request, kinds.ALL[slug].title, [kinds.ALL[slug]])


async def _explain(request: Request, title: str, explained: list[Kind]) -> Response:
    chosen = media.agree(request.headers.get("accept"), _OFFERS)
    if chosen is None:
        raise NotAcceptable(f"an explanation comes as {' or '.join(_OFFERS)}", _OFFERS)

    async def make() -> Made:
        if chosen == media.HTML:
            return Made(pages.render(request, "explained.html", explained=explained, title=title), pages.HTML)
        documents = [_document(kind) for kind in explained]
        return Made(json.dumps(documents if len(documents) > 1 else documents[0]).encode(), media.JSON)

    return await represent(request, ("problems", title, chosen), make)


def _document(kind: Kind) -> dict[str, object]:
    told = {"type": kind.iri, "title": kind.title, "status": int(kind.status)}
    return {**told, "meaning": kind.meaning, "advice": kind.advice}
