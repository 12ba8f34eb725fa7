"""`/builder`: a question put together from lists, for people who do not know SPARQL; it shows the query that it writes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import media, names, rows
from lgi.composing import asking, choices, writing
from lgi.composing.asking import Asked, Line
from lgi.composing.choices import Choice, Class, Value
from lgi.composing.writing import Step
from lgi.engine import Query
from lgi.errors import BadChoice
from lgi.web import evaluate
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import show

_SHOWN = 20
_FORMS = ["csv", "tsv", "json", "xml"]


@dataclass(frozen=True)
class Row:
    """A line as the page shows it: what it speaks of, what is said, and what can be chosen for its value."""

    number: int
    line: Line
    subject: str
    choice: Choice
    values: list[Value]
    without: str


class _Lists:
    """The lists to choose from, each asked for once a page."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        self._properties: dict[str, dict[str, Choice]] = {}

    async def properties(self, class_: str) -> dict[str, Choice]:
        """The properties of a class."""
        if class_ not in self._properties:
            found = await self.inquiry.rows("choices-of-properties", **{"class": class_})
            self._properties[class_] = choices.properties(found)
        return self._properties[class_]

    async def values(self, class_: str, choice: Choice) -> list[Value]:
        """The values that a property has for things of a class."""
        question = "choices-of-things-that-point-back" if choice.back else "choices-of-values"
        return choices.values(await self.inquiry.rows(question, **{"class": class_, "property": choice.iri}))


async def builder(request: Request) -> Response:
    """Show the choices there are, what they mean as SPARQL, and the first rows; all that was chosen is in the address."""
    given = [(name, value) for name, value in request.query_params.multi_items() if value]
    added = dict(given).get("add", "")
    about = dict(given).get("about", "0")
    asked = asking.read((name, value) for name, value in given if name not in ("add", "about"))
    if not about.isdecimal() or int(about) > len(asked.lines):
        raise BadChoice(f"about: a line speaks of the things shown (0) or of one of {len(asked.lines)} lines")
    if added:
        return RedirectResponse(asked.more(Line(added, "", int(about))).address(), 303)

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        return await _gathered(inquiry, asked, int(about))

    return await show(request, "builder.html", (asked, about), gather, None)


async def _gathered(inquiry: Inquiry, asked: Asked, about: int) -> dict[str, Any]:
    classes = choices.classes(await inquiry.rows("classes"))
    first = [classes[name] for name in choices.FIRST if name in classes]
    told: dict[str, Any] = {
        "chosen": asked,
        "first": first,
        "others": [each for each in classes.values() if each not in first],
    }
    if not asked.show:
        return told
    shown = choices.pick("show", asked.show, classes)
    lists = _Lists(inquiry)
    await lists.properties(shown.name)
    lines = await asyncio.gather(*(_row(lists, asked, number, shown) for number in range(1, len(asked.lines) + 1)))
    steps = [Step(row.choice, bool(row.choice.leads_to) or any(v.is_thing for v in row.values)) for row in lines]
    query = writing.written(asked, steps)
    more = await _more(lists, asked, lines, about)
    return {**told, "shown": shown, "lines": lines, **more, "query": query, **await _answered(inquiry, query)}


async def _row(lists: _Lists, asked: Asked, number: int, shown: Class) -> Row:
    """Resolve a line. Raises BadChoice for a property or a value that cannot be chosen."""
    line = asked.lines[number - 1]
    class_, subject = await _subject(lists, asked, line.about, shown)
    choice = choices.pick(f"p{number}", line.property, await lists.properties(class_))
    values = await lists.values(class_, choice)
    if line.value:
        choices.pick(f"v{number}", line.value, {value.text: value for value in values})
    return Row(number, line, subject, choice, values, asked.without(number).address())


async def _subject(lists: _Lists, asked: Asked, about: int, shown: Class) -> tuple[str, str]:
    """The class of what a line speaks of, and what that is called. Raises BadChoice if more cannot be said of it."""
    if not about:
        return shown.name, shown.words
    line = asked.lines[about - 1]
    class_, _ = await _subject(lists, asked, line.about, shown)
    choice = choices.pick(f"p{about}", line.property, await lists.properties(class_))
    if not choice.leads_to or line.value:
        raise BadChoice(f"line {about}: no more can be said of its value; choose another line, or the things shown")
    return choice.leads_to, _words(choice)


def _words(choice: Choice) -> str:
    return names.words(choice.leads_to.partition(":")[2])


async def _more(lists: _Lists, asked: Asked, lines: Sequence[Row], about: int) -> dict[str, Any]:
    """What another line could speak of, and which properties could be chosen for it."""
    subjects = {0: asked.show} | {
        row.number: row.choice.leads_to
        for row in lines
        if row.choice.leads_to and not row.line.value and asked.depth(row.number) < asking.DEEPEST
    }
    if about not in subjects:
        raise BadChoice(f"about: no more can be said of the value of line {about}")
    offered = {} if len(lines) >= asking.MOST_LINES else await lists.properties(subjects[about])
    called = {number: names.words(name.partition(":")[2]) for number, name in subjects.items()}
    return {"about": about, "subjects": called, "offered": list(offered.values())}


async def _answered(inquiry: Inquiry, query: str) -> dict[str, Any]:
    """The first rows, and where all of them are."""
    engine = evaluate.ForClient(inquiry.request)
    answer = await engine.run(Query(f"{query}LIMIT {_SHOWN + 1}"), media.DEFAULT)
    columns, found = await asyncio.to_thread(rows.read, answer.read())
    links = [(form, f"/sparql?{urlencode({'query': query, 'format': form})}") for form in _FORMS]
    pages = {"all_rows": f"/sparql?{urlencode({'query': query, 'format': 'html'})}"}
    pages["workbench"] = f"/query?{urlencode({'query': query})}"
    return {"columns": columns, "rows": found[:_SHOWN], "more_rows": len(found) > _SHOWN, "links": links, **pages}


PATHS = {"/builder": builder}
