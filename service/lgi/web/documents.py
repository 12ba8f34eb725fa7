"""Things and their documents: `/id/<kind>/<slug>` leads to `/<kind>/<slug>`, which tells what the graph says of it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import BadArgument, NotAcceptable, NotFound
from lgi.media import Accept
from lgi.rows import Row
from lgi.web import addresses, evaluate, headers, pages, representations, standing
from lgi.web.representations import Made, represent
from lgi.web.site import Site

_PARTS = ("kinds-of-thing", "statements-of-thing", "assertions-of-thing", "statements-about-thing")
_NOTES = ("skos:definition", "dcterms:description")
_SHOWN_ELSEWHERE = ("rdf:type", "rdfs:label", "skos:prefLabel", "lgi:gloss", *_NOTES)
_INCOMING_OF_A_PAGE = 500


async def thing(request: Request) -> Response:
    """Send whoever asks for a thing to its document. Raises NotFound for what the graph does not speak of."""
    iri = names.BASE + addresses.path(request)[1:]
    found = await evaluate.answers(request).ask("is-thing-described", {"thing": iri}, media.DEFAULT)
    if b"true" not in found.body:
        raise NotFound(f"the graph says nothing of {iri}")
    return RedirectResponse(pages.link(iri), HTTPStatus.SEE_OTHER, {"Vary": representations.VARY})


async def document(request: Request) -> Response:
    """Tell what the graph says of a thing, as RDF or as a page; a suffix of its name wins over `Accept`."""
    path, _, suffix = addresses.path(request).partition(".")
    return await _describe(request, names.THINGS + path[1:], suffix)


async def listing(request: Request) -> Response:
    """List the records of a kind."""
    return RedirectResponse(f"/q/records-of-kind?kind={request.path_params['kind']}", HTTPStatus.SEE_OTHER)


async def ontology(request: Request) -> Response:
    """Tell what the ontology says; its version, if one is asked for, must be that of the release."""
    here = request.app.version
    version, suffix = request.path_params.get("version", here), request.path_params.get("suffix", "")
    if version.startswith(f"{here}."):
        version, suffix = here, version.removeprefix(f"{here}.")
    if version != here:
        raise NotFound(f"this release holds version {here} of the ontology, and not {version}")
    return await _graph(request, names.GRAPHS + "ontology/lgi", suffix, "Ontology")


async def scheme(request: Request) -> Response:
    """Tell what a concept scheme says."""
    name, _, suffix = request.path_params["name"].partition(".")
    return await _graph(request, f"{names.GRAPHS}ontology/scheme/{name}", suffix, names.words(name).capitalize())


async def graph(request: Request) -> Response:
    """Tell what a named graph says."""
    path, _, suffix = addresses.path(request).removeprefix("/graph/").partition(".")
    return await _graph(request, names.GRAPHS + path, suffix, f"Graph {path}")


async def _describe(request: Request, iri: str, suffix: str) -> Response:
    chosen, number = _chosen(request, suffix), _number(request)

    async def make(path: str) -> Made:
        answers = evaluate.answers(request)
        await standing.require(answers, iri)
        if chosen != media.HTML:
            return await _as_data(answers, "document-of-thing", {"thing": iri}, chosen)
        said, more = await _said(answers, iri, path, number)
        return Made(pages.render(request, "thing.html", document=path, **said), pages.HTML, more)

    return await _represent(request, iri, chosen, suffix, make, number)


async def _said(answers: Answers, iri: str, path: str, number: int) -> tuple[dict[str, Any], dict[str, str]]:
    """What a page tells of a thing, and where the pages before and after it are. Raises NotFound past the last one."""
    kinds, said, asserted, pointing = await asyncio.gather(*(_rows(answers, part, iri) for part in _PARTS))
    first = (number - 1) * _INCOMING_OF_A_PAGE
    shown = pointing[first : first + _INCOMING_OF_A_PAGE]
    if number > 1 and not shown:
        raise NotFound(f"{iri} is pointed to by {len(pointing)} statements, and none is left for page {number}")
    beside = {"prev": number - 1 if number > 1 else 0, "next": number + 1 if pointing[first + len(shown) :] else 0}
    turns = {name: f"{path}.html?page={other}" for name, other in beside.items() if other}
    return {
        "iri": iri,
        "name": _name(iri, said),
        "kinds": kinds,
        "said": rows.grouped(
            [row for row in said if names.short(row["property"]["value"]) not in _SHOWN_ELSEWHERE], "property"
        ),
        "notes": [row for row in said if names.short(row["property"]["value"]) in _NOTES],
        "asserted": [
            (kind, rows.grouped(said_of_kind, "assertion")) for kind, said_of_kind in rows.grouped(asserted, "kind")
        ],
        "incoming": len(pointing),
        "from_to": (first + 1, first + len(shown)),
        "turns": turns,
        "pointing": rows.grouped(shown, "property"),
    }, {"Link": ", ".join(f'<{target}>; rel="{name}"' for name, target in turns.items())}


async def _graph(request: Request, iri: str, suffix: str, title: str) -> Response:
    site: Site = request.state.site
    if iri not in site.release.manifest.graphs:
        raise NotFound(f"there is no graph {iri}")
    chosen = _chosen(request, suffix)

    async def make(_path: str) -> Made:
        answers = evaluate.answers(request)
        if chosen != media.HTML:
            return await _as_data(answers, "content-of-graph", {"graph": iri}, chosen)
        statements = await _rows(answers, "statements-of-graph", iri, "graph")
        values: dict[str, Any] = {"iri": iri, "title": title, "subjects": rows.grouped(statements, "thing")}
        return Made(await asyncio.to_thread(pages.render, request, "graph.html", **values), pages.HTML)

    return await _represent(request, iri, chosen, suffix, make)


async def _represent(
    request: Request, iri: str, chosen: str, suffix: str, make: Callable[[str], Awaitable[Made]], number: int = 1
) -> Response:
    """Send a document, with its own address where it was negotiated, and the addresses of its other forms.

    `make` is told the address of the document without an ending.
    """
    path = addresses.encoded(addresses.path(request).removesuffix(f".{suffix}") if suffix else addresses.path(request))
    forms = {kind: f"{path}.{ending}" for ending, kind in {**media.TRIPLES, "html": media.HTML}.items()}
    here = {} if suffix else {"Content-Location": forms[chosen] + (f"?page={number}" if number > 1 else "")}

    async def make_with_links() -> Made:
        made = await make(path)
        links = filter(None, [headers.alternates(forms).get("Link"), made.headers.get("Link")])
        return made.with_headers({"Link": ", ".join(links), **here})

    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await represent(request, ("document", iri, number, path, chosen), make_with_links, vary)


async def _as_data(answers: Answers, question: str, values: dict[str, str], chosen: str) -> Made:
    """Make the graph that a question gives, in the type agreed on."""
    found = await answers.ask(question, values, Accept(None, None, chosen))
    return Made(found.body, evaluate.content_type(chosen), stable=found.stable, file=found.file)


async def _rows(answers: Answers, question: str, iri: str, argument: str = "thing") -> list[Row]:
    found = await answers.ask(question, {argument: iri}, media.DEFAULT)
    return rows.read(found.read())[1]


def _number(request: Request) -> int:
    """Which page of what points to a thing was asked for. Raises BadArgument."""
    given = request.query_params.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,6}", given):
        raise BadArgument(f"page: {given} is no number of a page; they are counted from 1")
    return int(given)


def _chosen(request: Request, suffix: str) -> str:
    """Agree on the type of a document. Raises NotAcceptable."""
    menu = {**media.TRIPLES, "json": media.TRIPLES["jsonld"], "html": media.HTML}
    offers = [*media.TRIPLES.values(), media.HTML]
    chosen = menu.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), offers)
    if chosen is None:
        raise NotAcceptable(f"a document comes as {', '.join(offers)}, or with the ending {', '.join(menu)}")
    return chosen


def _name(iri: str, said: list[Row]) -> str:
    """What a page calls a thing: its label, or else its short name."""
    labels = [row["value"]["value"] for row in said if names.short(row["property"]["value"]) == "rdfs:label"]
    return labels[0] if labels else names.short(iri)
