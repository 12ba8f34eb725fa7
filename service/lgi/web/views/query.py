"""`/query`: the workbench, where a query is written, checked, run, looked at and taken away."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi import describe, media
from lgi.errors import BadArgument, NotAcceptable
from lgi.questions import Question
from lgi.web import assets, evaluate, headers, pages
from lgi.web.representations import Made, represent
from lgi.web.site import Site

TEXT = "application/sparql-query"
FORMS = {
    "html": "a page",
    "csv": "CSV",
    "tsv": "TSV",
    "json": "JSON",
    "xml": "XML",
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
}
"""What the plain form offers: short names of formats, and what to call them."""

POLICY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'"
}
"""The editor and the charts bring styles of their own; no script stands in the page all the same."""

_HEADER = re.compile(r"^#\+ .*\n", re.MULTILINE)
_OFTEN = "\n#+ asked: often\n"


async def query(request: Request) -> Response:
    """Show the workbench with a query or a question in it, or give the text of a question with values in its slots."""
    chosen = media.agree(headers.sent(request, "accept"), [media.HTML, TEXT])
    if chosen is None:
        raise NotAcceptable(f"the workbench comes as {media.HTML}, and the text of a question as {TEXT}")
    given = _given(request)
    written, name = given.pop("query", ""), given.pop("question", "")
    if written and name:
        raise BadArgument("send a 'query' or the name of a 'question', not both")

    async def make() -> Made:
        text = written or await _text(request, name, given)
        if chosen == TEXT:
            return Made(text.encode(), f"{TEXT}; charset=utf-8")
        return Made(pages.render(request, "query.html", **_shown(request, text, name, given)), pages.HTML, POLICY)

    return await represent(request, ("workbench", chosen, written, name, given, assets.bundled()), make)


def _given(request: Request) -> dict[str, str]:
    """What stands in the address, each once; empty fields count as not given."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value]
    given = dict(pairs)
    if len(given) < len(pairs):
        raise BadArgument("each parameter may be given once")
    return given


async def _text(request: Request, name: str, given: dict[str, str]) -> str:
    """The text of a question with values in its slots; the example where no question is named."""
    site: Site = request.state.site
    if name:
        answers = evaluate.answers(request)
        return f"# {answers.question(name).question}\n{_HEADER.sub('', await answers.query(name, given))}"
    if given:
        raise BadArgument(f"{min(given)}: name the 'question' it belongs to, or leave it out")
    return describe.EXAMPLE_QUERY if site.release.manifest.authored else describe.ANY_QUERY


def _shown(request: Request, text: str, name: str, given: dict[str, str]) -> dict[str, Any]:
    site: Site = request.state.site
    question = site.questions.get(name)
    asks = {each.name: _arguments(each) for each in site.questions.values() if each.arguments}
    return {
        "query": text,
        "question": question,
        "given": given,
        "groups": list(_groups(list(site.questions.values()))),
        "asks": asks,
        "forms": FORMS,
        "keeps": bool(request.app.state.clerk.cabinet),
        "bundled": assets.bundled(),
        "not_built": assets.NOT_BUILT,
    }


def _groups(found: list[Question]) -> Iterator[tuple[str, list[Question]]]:
    """The questions as they are offered: those that are asked most, then all, by what they are about."""
    ranked = sorted(found, key=lambda question: question.rank)
    if often := [question for question in ranked if _OFTEN in question.text]:
        yield "Asked most", often
    for title, group in groupby(ranked, lambda question: question.group_title):
        yield title, list(group)


def _arguments(question: Question) -> list[dict[str, str | bool]]:
    """What a form needs to know to ask for the values of a question's slots."""
    return [
        {
            "name": argument.name,
            "help": argument.help,
            "type": argument.type,
            "plain": argument.plain,
            "concept": argument.is_concept,
        }
        for argument in question.arguments
    ]


PATHS = {"/query": query}
