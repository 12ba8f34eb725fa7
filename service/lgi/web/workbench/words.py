"""The words of the release that a request is about, and `/query/vocabulary.json`, where editors get them to complete from."""

import asyncio
import json
from typing import Any
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response

from lgi import media, names, vocabulary
from lgi.questions import Question
from lgi.vocabulary import Term, Vocabulary
from lgi.web import representations
from lgi.web.representations import Made, represent
from lgi.web.site import Site
from lgi.web.views.inquiry import Inquiry

_QUESTIONS = (vocabulary.CLASSES, vocabulary.PROPERTIES, vocabulary.OF_CLASSES, vocabulary.CONCEPTS)
_read: WeakKeyDictionary[Site, Vocabulary] = WeakKeyDictionary()


async def known(request: Request) -> Vocabulary:
    """The words of the release, read when somebody first asks for them; a release never changes."""
    site: Site = request.state.site
    if site not in _read:
        inquiry = Inquiry(request)
        _read[site] = vocabulary.read(*await asyncio.gather(*map(inquiry.rows, _QUESTIONS)))
    return _read[site]


async def words(request: Request) -> Response:
    """Tell what an editor of queries completes: prefixes, classes, properties, concepts and questions."""
    site: Site = request.state.site

    async def make() -> Made:
        found = await known(request)
        questions = sorted(site.questions.values(), key=lambda question: question.rank)
        told = {**_terms(found), "questions": [_question(question) for question in questions]}
        return Made(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), media.JSON)

    return await represent(request, ("words",), make, representations.VARY_SUFFIX)


def _terms(found: Vocabulary) -> dict[str, Any]:
    return {
        "prefixes": vocabulary.prefixes(sorted({concept.scheme for concept in found.concepts.values()})),
        "classes": [
            {**_term(term), "comment": term.comment, "count": term.count, "properties": term.properties}
            for term in found.classes.values()
        ],
        "properties": [
            {**_term(term), "comment": term.comment, "count": term.count, "domain": term.domain, "range": term.range}
            for term in found.properties.values()
        ],
        "concepts": [{**_term(term), "scheme": names.short(term.scheme)} for term in found.concepts.values()],
    }


def _term(term: Term) -> dict[str, Any]:
    return {"iri": term.iri, "short": term.short, "label": term.label}


def _question(question: Question) -> dict[str, Any]:
    about = {"name": question.name, "id": question.id, "title": question.title, "question": question.question}
    arguments = [
        {"name": argument.name, "help": argument.help, "example": argument.example, "type": argument.type}
        for argument in question.arguments
    ]
    return {**about, "group": question.group_title, "arguments": arguments}
