"""Whether the graph speaks of a thing, and what to say of one that was moved, withdrawn, or held by earlier releases."""

from dataclasses import dataclass

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import Moved, NotFound, Withdrawn
from lgi.release import Release
from lgi.rows import Row
from lgi.web.documents import losses


@dataclass(frozen=True)
class Standing:
    """What a thing is that stands: its kinds, the widest left out."""

    kinds: tuple[str, ...]


async def require(answers: Answers, release: Release, iri: str) -> Standing:
    """Tell how a thing stands.

    Raises Moved for what has another name now, Withdrawn for what is there no more, and NotFound for what never was.
    """
    found = await answers.ask("standing-of-thing", {"thing": iri}, media.DEFAULT)
    _, told = rows.read(found.read())
    if not told:
        require_known(release, iri)
    after = _values(told, "replacement")
    withdrawn = any(row["withdrawn"]["value"] in ("true", "1") for row in told if "withdrawn" in row)
    if len(after) == 1 and not withdrawn and _is_ours_and_stands(told, iri, after[0]):
        raise Moved(f"{iri} is now called {after[0]}", after[0])
    if after:
        raise Withdrawn(f"{iri} was replaced by {' and '.join(after)}", iri, after)
    if withdrawn:
        raise Withdrawn(f"{iri} was withdrawn, and nothing is named in its place", iri)
    return Standing(tuple(_values(told, "kind")))


def require_known(release: Release, iri: str) -> None:
    """Raise Withdrawn for what an earlier release held, and NotFound for what none held: the graph says nothing of it."""
    last = losses.last_release(release, iri)
    if not last:
        raise NotFound(f"the graph says nothing of {iri}")
    raise Withdrawn(f"{iri} is no more in this release; the last that held it is {last}", iri, last=last)


def _values(told: list[Row], column: str) -> list[str]:
    return sorted({row[column]["value"] for row in told if column in row})


def _is_ours_and_stands(told: list[Row], iri: str, after: str) -> bool:
    """Whether a name leads on: to a thing of ours that is there, and not back to where it came from."""
    is_there = all("replacement_name" in row for row in told)
    return after.startswith(names.BASE) and is_there and iri not in _values(told, "next")
