"""A query that finds nothing, and the ways to ask about its parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lgi.diagnosis.asking import Asker
from lgi.diagnosis.reading import Part, Pattern
from lgi.diagnosis.text import Mention, Source
from lgi.rows import Row

CONDITIONS = ("filter", "minus")
_ALWAYS = ("values", "bind", "optional")


@dataclass(frozen=True)
class Case:
    """A query and one of its groups, which stands between what is written `before` and `after` it."""

    source: Source
    pattern: Pattern
    asker: Asker
    parts: tuple[Part, ...]
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, source: Source, pattern: Pattern, asker: Asker) -> "Case":
        """The case of a whole query."""
        return cls(source, pattern, asker, tuple(_flat(pattern.parts)))

    def within(self, part: Part, group: tuple[Part, ...]) -> "Case":
        """The case of a group in a part, in the graph that the part names if it names one."""
        parts = tuple(_flat(group))
        if part.kind != "graph":
            return replace(self, parts=parts)
        opened = f"GRAPH {part.pieces[1].text} {{ "
        return replace(self, parts=parts, before=self.before + opened, after=" }" + self.after)

    @cached_property
    def joined(self) -> list[Part]:
        """The parts that must all be met."""
        return [part for part in self.parts if part.kind not in (*CONDITIONS, "optional")]

    @cached_property
    def standing(self) -> list[Part]:
        """Those that can be asked alone, and may then have no answer."""
        return [part for part in self.joined if part.kind not in _ALWAYS]

    @cached_property
    def conditions(self) -> list[Part]:
        """The parts that take away of what the others give."""
        return [part for part in self.parts if part.kind in CONDITIONS]

    @cached_property
    def given(self) -> str:
        """All parts but those that take away."""
        return _text(part for part in self.parts if part.kind not in CONDITIONS)

    async def ask(self, body: str | Sequence[Part]) -> bool:
        """Whether there is anything that some parts describe together."""
        text = body if isinstance(body, str) else _text(body)
        return await self.asker.ask(self._query("ASK", text))

    async def rows(self, what: str, body: str, most: int) -> list[Row]:
        """What there is of it."""
        return await self.asker.rows(self._query(f"SELECT {what}", body) + f" LIMIT {most}")

    def _query(self, form: str, body: str) -> str:
        pattern = self.pattern
        return f"{pattern.prologue}{form} {pattern.dataset} {{ {self.before}{body}{self.after} }}"

    def mentions(self, parts: Iterable[Part]) -> list[Mention]:
        """The IRIs that parts name, those of the groups within them too."""
        return [mention for part in parts for mention in self.source.mentions(list(part.pieces))]


def _flat(parts: Iterable[Part]) -> Iterable[Part]:
    """Parts, with those of a group that only joins what stands in it in place of the group."""
    for part in parts:
        if part.kind == "group" and all(inner.kind not in (*CONDITIONS, "bind") for inner in part.groups[0]):
            yield from _flat(part.groups[0])
        else:
            yield part


def _text(parts: Iterable[Part]) -> str:
    return "\n".join(part.text for part in parts)
