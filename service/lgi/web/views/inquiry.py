"""What a page asks: questions on file, remembered so that the page can show them, their answers and their queries."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from lgi import media, rows
from lgi.questions import Question
from lgi.rows import Row
from lgi.web import evaluate
from lgi.web.site import Kept, Site

_AT_ONCE = 3


@dataclass(frozen=True)
class Asked:
    """A question that a page asked, with the arguments it gave."""

    question: Question
    values: tuple[tuple[str, str], ...] = ()

    def address(self, form: str = "") -> str:
        """Where its answer stands, as a page or in the form of a short name such as `csv`."""
        ending = f".{form}" if form else ""
        tail = f"?{urlencode(self.values)}" if self.values else ""
        return f"/q/{self.question.name}{ending}{tail}"


class Inquiry:
    """The questions that one page asks, in the order in which it asks them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.asked: list[Asked] = []
        self._answers = evaluate.answers(request)
        # A reader who opens a page is one client, and may not have many heavy queries under way.
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def note(self, name: str) -> None:
        """Tell of a question that was answered before, when the release was built. Raises NotFound."""
        self.asked.append(Asked(self._answers.question(name)))

    async def rows(self, name: str, /, **values: str) -> list[Row]:
        """The rows of the answer to a question. Raises what asking raises: NotFound, BadArgument, QueryError."""
        asked = Asked(self._answers.question(name), tuple(values.items()))
        if asked not in self.asked:
            self.asked.append(asked)
        return rows.read(await self._answer(asked))[1]

    async def _answer(self, asked: Asked) -> bytes:
        """An answer as it came from the engine, now or before: many pages are made of the same questions."""
        site: Site = self.request.state.site
        known = (b"question", asked.address().encode(), b"", b"")
        if kept := site.kept(known):
            return kept.body
        async with self._turns:
            found = await self._answers.ask(asked.question.name, dict(asked.values), media.DEFAULT)
        body = found.read()
        if found.stable:
            site.keep(known, Kept.of("", [], body))
        return body
