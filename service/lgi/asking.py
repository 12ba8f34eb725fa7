"""Ask a release once, outside the service: what was typed becomes a query, and a query an answer."""

import asyncio
import sys
from pathlib import Path

from lgi import files, media, questions, turtle
from lgi.engine import Answer, Limits, Query
from lgi.engine.embedded import Embedded
from lgi.errors import BadArgument, NotFound
from lgi.media import Accept
from lgi.release import Release

TABLE = "table"
FORMATS = [*media.short_names(), TABLE]
"""The formats an answer can be asked for by name: those of the service, and a table for the eye."""


def text_of(what: str, values: list[str]) -> str:
    """Make SPARQL of the name of a question and its `name=value` arguments, of a file, of a text, or of `-`.

    Raises NotFound or BadArgument.
    """
    is_text = "{" in what or any(letter.isspace() for letter in what)
    if not (is_text or what == "-" or what.endswith(".rq")):
        return questions.find(questions.read_folder(files.QUERIES), what).asked(dict(_pair(value) for value in values))
    if values:
        raise BadArgument(f"{values[0]}: only a question that is asked by its name takes arguments")
    if is_text:
        return what
    return _read_input() if what == "-" else _read_file(Path(what))


def accept(form: str) -> Accept:
    """The types for a format's name; a table is made of JSON. Raises BadArgument."""
    if form == TABLE:
        return media.DEFAULT
    chosen = media.accept_named(form)
    if chosen is None or form not in FORMATS:
        raise BadArgument(f"{form}: there is no such format; use one of {', '.join(FORMATS)}")
    return chosen


def accept_unasked(form: str) -> Accept:
    """The types where nobody asked for a format: a graph has no rows and comes as Turtle, a yes or no as JSON."""
    chosen = accept(form)
    return Accept(chosen.solutions, chosen.boolean or media.DEFAULT.boolean, chosen.graph or media.DEFAULT.graph)


def run(release: Release, text: str, accepted: Accept) -> Answer:
    """Answer a query from a release, in a worker of its own. Raises QueryError or NotAcceptable."""

    async def once() -> Answer:
        async with Embedded(release, Limits(workers=1)) as engine:
            return await engine.run(Query(text), accepted)

    return asyncio.run(once())


def _pair(value: str) -> tuple[str, str]:
    name, equals, rest = value.partition("=")
    if not equals:
        raise BadArgument(f"{value}: give an argument as name=value")
    return name, rest


def _read_file(path: Path) -> str:
    if not path.is_file():
        raise NotFound(f"{path}: there is no such file")
    return turtle.text_of(path)


def _read_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as fault:
        raise BadArgument(f"-: what came on standard input is not UTF-8 text: {fault}") from None
