"""`/q` and `/q/<name>`: the questions there are, and their answers."""

import json

from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.engine import Query
from lgi.errors import BadArgument, NotAcceptable
from lgi.questions import Question
from lgi.web import evaluate, headers, pages, representations
from lgi.web.representations import Made, represent
from lgi.web.site import Site


async def catalogue(request: Request) -> Response:
    """List the questions, as JSON or as a page."""
    site: Site = request.state.site
    questions = sorted(site.questions.values(), key=lambda question: question.rank)
    chosen = media.agree(headers.sent(request, "accept"), [media.JSON, media.HTML])
    if chosen is None:
        raise NotAcceptable(f"the list of questions comes as {media.JSON} or {media.HTML}")

    async def make() -> Made:
        if chosen == media.HTML:
            return Made(pages.render(request, "questions.html", questions=questions), pages.HTML)
        return Made(json.dumps([_entry(question, site.prefix) for question in questions]).encode(), media.JSON)

    return await represent(request, ("catalogue", chosen), make)


async def answer(request: Request) -> Response:
    """Answer a question; its arguments stand in the query string, its format may be a suffix of its name."""
    name, _, suffix = request.path_params["name"].partition(".")
    answers = evaluate.answers(request)
    question = answers.question(name)
    accept = evaluate.accepted(request, suffix or None)
    given = _values(request)
    tail = f"?{request.url.query}" if request.url.query else ""

    def address(form: str) -> str:
        return f"/q/{name}.{form}{tail}"

    async def make() -> Made:
        query = Query(await answers.query(name, given))
        return await evaluate.result(
            request, query, accept, address, title=question.title, question=question, given=given
        )

    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await represent(request, ("question", name, sorted(given.items()), accept), make, vary)


def _values(request: Request) -> dict[str, str]:
    """The arguments that were given; an empty one counts as not given, as forms send it."""
    given = [(name, value) for name, value in request.query_params.multi_items() if value]
    twice = {name for name, _ in given if sum(name == other for other, _ in given) > 1}
    if twice:
        raise BadArgument(f"{min(twice)}: give it once")
    return dict(given)


def _entry(question: Question, before: str) -> dict[str, object]:
    arguments = [
        {"name": argument.name, "type": argument.type, "example": argument.example, "help": argument.help}
        for argument in question.arguments
    ]
    about = {"name": question.name, "id": question.id, "title": question.title, "question": question.question}
    return {**about, "path": f"{before}/q/{question.name}", "arguments": arguments}
