"""Things and their documents: `/id/<kind>/<slug>` leads to `/<kind>/<slug>`, which tells what the graph says of it."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import NotAcceptable, NotFound
from lgi.media import Accept
from lgi.rows import Row
from lgi.web import evaluate, headers, pages, representations
from lgi.web.representations import Made, represent
from lgi.web.site import Site

_PARTS = ("kinds-of-thing", "statements-of-thing", "assertions-of-thing", "statements-about-thing")
_NOTES = ("skos:definition", "dcterms:description")
_SHOWN_ELSEWHERE = ("rdf:type", "rdfs:label", "skos:prefLabel", "lgi:gloss", *_NOTES)
_MOST_INCOMING = 500


async def thing(request: Request) -> Response:
    """Send whoever asks for a thing to its document. Raises NotFound for what the graph does not speak of."""
    kind, slug = request.path_params["kind"], request.path_params["slug"]
    await _require(evaluate.answers(request), names.thing(kind, slug))
    return RedirectResponse(f"/{kind}/{slug}", HTTPStatus.SEE_OTHER, {"Vary": representations.VARY})


async def document(request: Request) -> Response:
    """Tell what the graph says of a thing, as RDF or as a page; a suffix of its name wins over `Accept`."""
    slug, _, suffix = request.path_params["slug"].partition(".")
    return await _describe(request, names.thing(request.path_params["kind"], slug), suffix)


async def listing(request: Request) -> Response:
    """List the records of a kind."""
    return RedirectResponse(f"/q/records-of-kind?kind={request.path_params['kind']}", HTTPStatus.SEE_OTHER)


async def dataset(request: Request) -> Response:
    """Tell what the description of the dataset says."""
    return await _graph(request, names.DATASET_GRAPH, "", "Dataset")


async def ontology(request: Request) -> Response:
    """Tell what the ontology says; its version, if one is asked for, must be that of the release."""
    version = request.path_params.get("version", request.app.version)
    if version != request.app.version:
        raise NotFound(f"this release holds version {request.app.version} of the ontology, and not {version}")
    return await _graph(request, names.GRAPHS + "ontology/lgi", "", "Ontology")


async def scheme(request: Request) -> Response:
    """Tell what a concept scheme says."""
    name, _, suffix = request.path_params["name"].partition(".")
    return await _graph(request, f"{names.GRAPHS}ontology/scheme/{name}", suffix, names.words(name).capitalize())


async def graph(request: Request) -> Response:
    """Tell what a named graph says."""
    path, _, suffix = request.path_params["path"].partition(".")
    return await _graph(request, names.GRAPHS + path, suffix, f"Graph {path}")


async def _describe(request: Request, iri: str, suffix: str) -> Response:
    chosen = _chosen(request, suffix)

    async def make() -> Made:
        answers = evaluate.answers(request)
        await _require(answers, iri)
        if chosen != media.HTML:
            return await _as_data(answers, "document-of-thing", {"thing": iri}, chosen)
        return Made(pages.render(request, "thing.html", **await _said(answers, iri)), pages.HTML)

    return await _represent(request, iri, chosen, suffix, make)


async def _said(answers: Answers, iri: str) -> dict[str, Any]:
    """What a page tells of a thing."""
    kinds, said, asserted, pointing = await asyncio.gather(*(_rows(answers, part, iri) for part in _PARTS))
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
        "pointing": rows.grouped(pointing[:_MOST_INCOMING], "property"),
    }


async def _graph(request: Request, iri: str, suffix: str, title: str) -> Response:
    site: Site = request.state.site
    if iri not in site.release.manifest.graphs:
        raise NotFound(f"there is no graph {iri}")
    chosen = _chosen(request, suffix)

    async def make() -> Made:
        answers = evaluate.answers(request)
        if chosen != media.HTML:
            return await _as_data(answers, "content-of-graph", {"graph": iri}, chosen)
        statements = await _rows(answers, "statements-of-graph", iri, "graph")
        values: dict[str, Any] = {"iri": iri, "title": title, "subjects": rows.grouped(statements, "thing")}
        return Made(await asyncio.to_thread(pages.render, request, "graph.html", **values), pages.HTML)

    return await _represent(request, iri, chosen, suffix, make)


async def _represent(
    request: Request, iri: str, chosen: str, suffix: str, make: Callable[[], Awaitable[Made]]
) -> Response:
    """Send a document, with its own address where it was negotiated, and the addresses of its other forms."""
    path = request.url.path.removesuffix(f".{suffix}") if suffix else request.url.path
    addresses = {kind: quote(f"{path}.{ending}") for ending, kind in {**media.TRIPLES, "html": media.HTML}.items()}
    more = headers.alternates(addresses)
    if not suffix:
        more["Content-Location"] = addresses[chosen]

    async def make_with_links() -> Made:
        return (await make()).with_headers(more)

    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await represent(request, ("document", iri, path, chosen), make_with_links, vary)


async def _as_data(answers: Answers, question: str, values: dict[str, str], chosen: str) -> Made:
    """Make the graph that a question gives, in the type agreed on."""
    found = await answers.ask(question, values, Accept(None, None, chosen))
    return Made(found.body, evaluate.content_type(chosen), stable=found.stable, file=found.file)


async def _rows(answers: Answers, question: str, iri: str, argument: str = "thing") -> list[Row]:
    found = await answers.ask(question, {argument: iri}, media.DEFAULT)
    return rows.read(found.read())[1]


async def _require(answers: Answers, iri: str) -> None:
    found = await answers.ask("is-thing-described", {"thing": iri}, media.DEFAULT)
    if b"true" not in found.body:
        raise NotFound(f"the graph says nothing of {iri}")


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
