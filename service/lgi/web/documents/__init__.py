"""Things and their documents: `/id/<kind>/<slug>` leads to `/<kind>/<slug>`, which tells what the graph says of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import media, names
from lgi.answers import Answers
from lgi.errors import Moved, NotAcceptable, NotFound, Withdrawn
from lgi.media import Accept
from lgi.web import addresses, evaluate, headers, pages, representations
from lgi.web.documents import graphs, signposting, standing, things, tidy, tombstones, viewed
from lgi.web.documents.signposting import Signpost
from lgi.web.documents.things import Turn
from lgi.web.representations import Made, represent
from lgi.web.site import Site
from lgi.web.views import ontology as ontology_page

QUERIES = names.BASE + "query/"
"""What the name of a question begins with, as a thing of its own; its answer is elsewhere."""


async def thing(request: Request) -> Response:
    """Send whoever asks for a thing to its document. Raises NotFound for what the graph never spoke of."""
    iri, site = names.BASE + addresses.path(request)[1:], _site(request)
    post = signposting.of_document(iri, pages.link(iri))
    try:
        stands = await standing.require(evaluate.answers(request), site.release, iri)
    except Moved as moved:
        return _lead("/" + addresses.encoded(moved.to.removeprefix(names.BASE)), HTTPStatus.PERMANENT_REDIRECT)
    except Withdrawn:
        # Its document is the tombstone.
        return _lead(pages.link(iri), HTTPStatus.SEE_OTHER)
    links = signposting.of_thing(replace(post, kinds=stands.kinds))
    return _lead(pages.link(iri), HTTPStatus.SEE_OTHER, links)


async def document(request: Request) -> Response:
    """Tell what the graph says of a thing, as RDF or as a page; a suffix of its name wins over `Accept`."""
    path, _, suffix = addresses.path(request).partition(".")
    return await _describe(request, names.THINGS + path[1:], suffix)


async def question(request: Request) -> Response:
    """Tell of a question itself, as RDF or as a page; its answer is elsewhere."""
    name, _, suffix = request.path_params["name"].partition(".")
    return await _describe(request, QUERIES + name, suffix)


async def ontology(request: Request) -> Response:
    """Tell what the ontology says; its version, if one is asked for, must be that of the release."""
    here = request.app.version
    version, suffix = request.path_params.get("version", here), request.path_params.get("suffix", "")
    if version.startswith(f"{here}."):
        version, suffix = here, version.removeprefix(f"{here}.")
    if version != here:
        advice = f"; a term has its address after a hash, as in /ontology#{version}" if version.isalpha() else ""
        raise NotFound(f"this release holds version {here} of the ontology, and not {version}{advice}")
    return await _graph(request, names.GRAPHS + "ontology/lgi", suffix, "Ontology", names.ONTOLOGY)


async def scheme(request: Request) -> Response:
    """Tell what a concept scheme says."""
    name, _, suffix = request.path_params["name"].partition(".")
    title, graph = names.words(name).capitalize(), f"{names.GRAPHS}ontology/scheme/{name}"
    return await _graph(request, graph, suffix, title, names.SCHEMES + name)


async def shapes(request: Request) -> Response:
    """Tell what all shapes say: each file of them is a graph, and all of them together are one document."""
    suffix = request.path_params.get("suffix", "")
    return await _graph(request, names.GRAPHS + "shapes/", suffix, "Shapes", names.SHAPES)


async def graph(request: Request) -> Response:
    """Tell what a named graph says."""
    path, _, suffix = addresses.path(request).removeprefix("/graph/").partition(".")
    return await _graph(request, names.GRAPHS + path, suffix, f"Graph {path}")


async def _describe(request: Request, iri: str, suffix: str) -> Response:
    chosen, number = _chosen(request, suffix, iri), things.number(request)
    view = viewed.view(request, iri) if chosen == media.HTML else None
    if view and (bare := viewed.bare(request)):
        return bare

    async def make(path: str, post: Signpost) -> Made:
        answers = evaluate.answers(request)
        post = replace(post, kinds=(await standing.require(answers, _site(request).release, iri)).kinds)
        if view:
            return (await viewed.draw(request, view, iri, path)).with_headers(signposting.header(post, chosen))
        page, made = await _told(request, answers, iri, path, number, chosen)
        turns = page.others(post.forms[chosen].partition("?")[0])
        return made.with_headers(signposting.header(replace(post, turns=turns), chosen))

    try:
        return await _represent(request, iri, chosen, make, suffix, 0 if view else number)
    except Moved as moved:
        return _lead(pages.link(moved.to) + (f".{suffix}" if suffix else ""), HTTPStatus.PERMANENT_REDIRECT)
    except Withdrawn as withdrawn:
        return await tombstones.tell(request, withdrawn, suffix)


async def _told(request: Request, answers: Answers, iri: str, path: str, number: int, chosen: str) -> tuple[Turn, Made]:
    """A page of what is recorded of a thing, in the type agreed on."""
    if chosen == media.HTML:
        return await _page(request, answers, iri, path, number)
    if chosen == media.JSON:
        return await tidy.make(request, answers, iri, number)
    page = await things.turn(answers, iri, number)
    return page, await _as_data(answers, *things.question(iri, names.BASE + path[1:], page), chosen)


async def _page(request: Request, answers: Answers, iri: str, path: str, number: int) -> tuple[Turn, Made]:
    """A thing as people read it; a question with its text."""
    page, said = await things.shown(answers, iri, number)
    asked = _site(request).questions.get(iri.removeprefix(QUERIES))
    values = {"document": path, "turns": page.others(f"{path}.html"), "question": asked, **said}
    return page, Made(pages.render(request, "thing.html", **values), pages.HTML)


async def _graph(request: Request, iri: str, suffix: str, title: str, about: str = "") -> Response:
    chosen, number = _chosen(request, suffix), 0 if about else things.number(request)
    if (about, chosen) == (names.ONTOLOGY, media.HTML) and (bare := viewed.bare(request)):
        return bare

    async def make(path: str, post: Signpost) -> Made:
        answers = evaluate.answers(request)
        if chosen != media.HTML:
            file = None if about else await graphs.on_file(_site(request).release, iri, chosen)
            made = file or await _as_data(answers, *graphs.question(iri, "content"), chosen)
            return made.with_headers(signposting.header(replace(post, kinds=kinds), chosen))
        if about == names.ONTOLOGY:
            drawn = await ontology_page.draw(request, path)
            return drawn.with_headers(signposting.header(replace(post, kinds=kinds)))
        page = await graphs.shown(answers, iri, number)
        body = await graphs.drawn(request, iri, title, page, path)
        return Made(body, pages.HTML, signposting.header(replace(post, kinds=kinds, turns=page.others(path))))

    try:
        kinds = graphs.require(_site(request).release, iri, about or iri)
        return await _represent(request, about or iri, chosen, make, suffix, number)
    except Withdrawn as withdrawn:
        return await tombstones.tell(request, withdrawn, suffix)


async def _represent(
    request: Request,
    iri: str,
    chosen: str,
    make: Callable[[str, Signpost], Awaitable[Made]],
    suffix: str,
    number: int,
) -> Response:
    """Send a document, with its own address where it was negotiated, and signposts to all that belongs to it.

    `make` is told the address of the document without an ending, and what stands at it.
    """
    path = addresses.encoded(addresses.path(request).removesuffix(f".{suffix}") if suffix else addresses.path(request))
    post = signposting.of_document(iri, path, f"?page={number}" if number > 1 else "")
    inline = chosen == media.JSON and tidy.is_inline(request)
    here = {} if suffix or inline else {"Content-Location": post.forms[chosen]}

    async def make_with_links() -> Made:
        return (await make(path, post)).with_headers(here)

    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await represent(request, ("document", iri, number, path, chosen, inline), make_with_links, vary)


async def _as_data(answers: Answers, question: str, values: dict[str, str], chosen: str) -> Made:
    """Make the graph that a question gives, in the type agreed on."""
    found = await answers.ask(question, values, Accept(None, None, chosen))
    return Made(found.body, evaluate.content_type(chosen), stable=found.stable, file=found.file)


def _chosen(request: Request, suffix: str, iri: str = "") -> str:
    """Agree on the type of a document; things alone have tidy JSON. Raises NotAcceptable."""
    json = tidy.media_type(iri)
    menu = {**media.TRIPLES, "json": json, "html": media.HTML}
    offers = list(dict.fromkeys([*media.TRIPLES.values(), media.HTML, json]))
    chosen = menu.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), offers)
    if chosen is None:
        raise NotAcceptable(f"a document comes as {', '.join(offers)}, or with the ending {', '.join(menu)}")
    return chosen


def _lead(path: str, status: HTTPStatus, links: Mapping[str, str] | None = None) -> Response:
    return RedirectResponse(path, status, {"Vary": representations.VARY, **(links or {})})


def _site(request: Request) -> Site:
    site: Site = request.state.site
    return site
