"""How two releases differ: in plain words, thing by thing, and as a patch from one to the other."""

from dataclasses import asdict, dataclass

from lgi import names
from lgi.difference import changes
from lgi.difference.changes import Thing
from lgi.difference.state import State
from lgi.release import Release


@dataclass(frozen=True)
class Difference:
    """What is in one release and not in the other; facts are lines of N-Quads, those that are made here among them."""

    before: str
    after: str
    date: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    things: tuple[Thing, ...]

    def patch(self) -> bytes:
        """As RDF Patch: applied to the one release, it gives the other."""
        head = [f"H id <{names.RELEASES}{self.after}> .", f"H prev <{names.RELEASES}{self.before}> .", "TX ."]
        body = [*(f"D {line}" for line in self.removed), *(f"A {line}" for line in self.added)]
        return "\n".join([*head, *body, "TC .", ""]).encode()

    def words(self) -> str:
        """In plain words, each thing a paragraph."""
        counts = [(how, sum(thing.change == how for thing in self.things)) for how in ("added", "changed", "withdrawn")]
        told = ", ".join(f"{count} {how}" for how, count in counts if count) or "nothing"
        paragraphs = ["\n".join([thing.words[0], *(f"  {word}" for word in thing.words[1:])]) for thing in self.things]
        return "\n\n".join([f"From {self.before} to {self.after}: {told}.", *paragraphs]) + "\n"

    def as_dict(self) -> dict[str, object]:
        """As it is written in the file of changes of a release."""
        return {
            "from": self.before,
            "to": self.after,
            "date": self.date,
            "things": [asdict(each) for each in self.things],
        }


def between(before: Release, after: Release) -> Difference:
    """Compare two releases."""
    return of(State.of(before), State.of(after))


def of(before: State, after: State) -> Difference:
    """Compare what two releases hold."""
    removed, added = sorted(before.lines - after.lines), sorted(after.lines - before.lines)
    return Difference(
        before.name,
        after.name,
        after.built,
        tuple(removed),
        tuple(added),
        changes.things(before, after, removed, added),
    )
