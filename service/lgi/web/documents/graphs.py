"""What stands in the document of a named graph, or of a vocabulary that is kept in one or in several."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import NotFound, Withdrawn
from lgi.release import Release
from lgi.rows import Row, Term
from lgi.web import evaluate, pages
from lgi.web.documents import losses, things
from lgi.web.representations import Made

SUBJECTS_OF_A_PAGE = 500
"""How many of the things that a named graph describes stand on one page; as RDF it comes whole, as a graph is a whole."""

_KINDS = {
    names.ONTOLOGY: "owl:Ontology",
    names.SCHEMES: "skos:ConceptScheme",
    names.SHAPES: "sh:ShapesGraph",
    names.BASE + "dataset": "dcat:Dataset",
    names.GRAPHS: "sd:Graph",
}


@dataclass(frozen=True)
class Page:
    """A page of a graph: the things that stand on it, which page it is, and of how many things in all."""

    subjects: list[tuple[Term, list[Row]]]
    number: int
    total: int

    def others(self, path: str) -> dict[str, str]:
        """The addresses of the pages before and after it, and of the first and the last; none if it is alone."""
        return things.turns(f"{path}.html", self.number, things.pages_of(self.total, SUBJECTS_OF_A_PAGE))


def require(release: Release, graph: str, about: str) -> tuple[str, ...]:
    """The kind of what a graph, or each of a folder of graphs, is the document of.

    Raises Withdrawn for one that an earlier release held, and NotFound for one that none held.
    """
    held = release.manifest.graphs
    if graph not in held and not (graph.endswith("/") and any(each.startswith(graph) for each in held)):
        last = losses.last_release(release, graph)
        if not last:
            raise NotFound(f"there is no graph {graph}")
        raise Withdrawn(f"{graph} is no more in this release; the last that held it is {last}", about, last=last)
    return tuple(names.expand(kind) or "" for start, kind in _KINDS.items() if about.startswith(start))


def question(graph: str, what: str) -> tuple[str, dict[str, str]]:
    """The question for the content or the statements of a graph, or of a folder of them, with its argument."""
    return (f"{what}-of-graphs", {"folder": graph}) if graph.endswith("/") else (f"{what}-of-graph", {"graph": graph})


async def shown(answers: Answers, graph: str, number: int) -> Page:
    """What a page tells of a graph; page 0 is all of it. Raises NotFound past the last page."""
    found = await things.read(answers, *question(graph, "statements"))
    subjects = await asyncio.to_thread(rows.grouped, found, "thing")
    first = (number - 1) * SUBJECTS_OF_A_PAGE
    here = subjects[first : first + SUBJECTS_OF_A_PAGE] if number else subjects
    if number > 1 and not here:
        raise NotFound(f"{graph} describes {len(subjects)} things, and none is left for page {number}")
    return Page(here, number or 1, len(subjects) if number else 0)


async def drawn(request: Request, graph: str, title: str, page: Page, path: str) -> bytes:
    """Draw a page of a graph, which takes a while, and others are waiting."""
    first = (page.number - 1) * SUBJECTS_OF_A_PAGE
    values = {"iri": graph, "title": title, "subjects": page.subjects, "total": page.total or len(page.subjects)}
    values |= {"from_to": (first + 1, first + len(page.subjects)), "turns": page.others(path), "document": path}
    return await asyncio.to_thread(pages.render, request, "graph.html", **values)


async def on_file(release: Release, iri: str, chosen: str) -> Made | None:
    """A graph as the release has it on file: who asks for that file by the name of the release gets the same bytes."""
    name = f"{iri.removeprefix(names.BASE)}.ttl"
    if chosen != media.TRIPLES["ttl"] or name not in release.manifest.files:
        return None
    with suppress(OSError):
        body = await asyncio.to_thread((release.path / name).read_bytes)
        return Made(body, evaluate.content_type(chosen))
    return None
