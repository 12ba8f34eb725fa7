"""Ask a release once, outside the service: what was typed becomes a query, and a query an answer."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from lgi import media, questions, release, turtle
from lgi.answers import Answers
from lgi.engine import Answer, Engine, Limits, Query
from lgi.engine.embedded import Embedded
from lgi.errors import BadArgument, NotFound
from lgi.media import Accept
from lgi.release import Release

TABLE = "table"
FORMATS = [*media.short_names(), TABLE]
"""The formats an answer can be asked for by name: those of the service, and a table for the eye."""


def is_name(what: str) -> bool:
    """Tell whether what was typed is the name of a question, and not a query, a file or `-`."""
    return not (what == "-" or what.endswith(".rq") or "{" in what or any(letter.isspace() for letter in what))


def written(what: str, values: list[str]) -> str:
    """Take SPARQL as it was written: in a file, on standard input (`-`), or there and then.

    Raises NotFound, BadData, or BadArgument for arguments, which only a question asked by its name takes.
    """
    if values:
        raise BadArgument(f"{values[0]}: only a question that is asked by its name takes arguments")
    if what == "-":
        return _read_input()
    return _read_file(Path(what)) if what.endswith(".rq") and "{" not in what else what


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


def named(made: Release, what: str, values: list[str], accepted: Accept) -> Answer:
    """Answer a question of a release by its name, with `name=value` arguments.

    Raises NotFound, BadArgument, QueryError or NotAcceptable.
    """
    known = questions.read_folder(made.path / release.QUERIES)
    given = dict(_pair(value) for value in values)
    return _once(made, lambda engine: Answers(known, engine).ask(what, given, accepted))


def text(made: Release, query: str, accepted: Accept) -> Answer:
    """Answer a query from a release. Raises QueryError or NotAcceptable."""
    return _once(made, lambda engine: engine.run(Query(query), accepted))


def _once(made: Release, ask: Callable[[Engine], Awaitable[Answer]]) -> Answer:
    """Ask one thing of a release, in a worker of its own."""

    async def once() -> Answer:
        async with Embedded(made, Limits(workers=1)) as engine:
            return await ask(engine)

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
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as fault:
        raise BadArgument(f"-: what came on standard input is not UTF-8 text: {fault}") from None
