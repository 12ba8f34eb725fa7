"""`/q` and `/q/<name>`: the questions there are, and their answers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lgi import media
from lgi.answers import Answers
from lgi.engine import Query
from lgi.errors import BadArgument, NotAcceptable
from lgi.questions import Question
from lgi.web import evaluate, pages


async def catalogue(request: Request) -> Response:
    """List the questions, as JSON or as a page."""
    answers: Answers = request.app.state.answers
    questions = sorted(answers.questions.values(), key=lambda question: question.rank)
    chosen = media.agree(request.headers.get("accept"), [media.JSON, media.HTML])
    if chosen is None:
        raise NotAcceptable(f"the list of questions comes as {media.JSON} or {media.HTML}")
    if chosen == media.HTML:
        return pages.page(request, "questions.html", headers={"Vary": "Accept"}, questions=questions)
    return JSONResponse([_entry(question) for question in questions], headers={"Vary": "Accept"})


async def answer(request: Request) -> Response:
    """Answer a question; its arguments stand in the query string, its format may be a suffix of its name."""
    name, _, suffix = request.path_params["name"].partition(".")
    answers: Answers = request.app.state.answers
    question = answers.question(name)
    accept = evaluate.accepted(request, suffix or None)
    given = _values(request)
    text = await answers.query(name, given)
    tail = f"?{request.url.query}" if request.url.query else ""
    formats = media.menu(question.form)
    links = [(form, f"/q/{name}.{form}{tail}") for form in formats]
    return await evaluate.response(
        request, answers.engine, Query(text), accept, title=question.title, question=question, links=links, given=given
    )


def _values(request: Request) -> dict[str, str]:
    """The arguments that were given; an empty one counts as not given, as forms send it."""
    given = [(name, value) for name, value in request.query_params.multi_items() if value]
    twice = {name for name, _ in given if sum(name == other for other, _ in given) > 1}
    if twice:
        raise BadArgument(f"{min(twice)}: give it once")
    return dict(given)


def _entry(question: Question) -> dict[str, object]:
    arguments = [
        {"name": argument.name, "type": argument.type, "example": argument.example, "help": argument.help}
        for argument in question.arguments
    ]
    about = {"name": question.name, "id": question.id, "title": question.title, "question": question.question}
    return {**about, "path": f"/q/{question.name}", "arguments": arguments}
