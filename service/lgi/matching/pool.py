"""A pool of names: those that are near to another one by their letters, or that share a word with it."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from lgi.matching.fuzzy import nearest

_NEAR, _SHARING = 8, 6
_LEAST_NEAR = 0.55
_COMMON = 100
"""A word that more names than these have tells nothing."""


class Pool:
    """Names as they are read, and the things that have them."""

    def __init__(self) -> None:
        self._owners: dict[str, list[str]] = defaultdict(list)
        self._with_word: dict[str, list[str]] = defaultdict(list)
        self._names: list[str] = []

    def add(self, name: str, owner: str) -> None:
        """Put a name in."""
        if name not in self._owners:
            self._names.append(name)
            for word in dict.fromkeys(name.split()):
                self._with_word[word].append(name)
        self._owners[name].append(owner)

    def near(self, name: str) -> Iterator[str]:
        """The owners of the same name, of those that are nearly the same, and of those that share words with it."""
        letters = nearest(name, self._names, _NEAR, _LEAST_NEAR)
        for each in dict.fromkeys([*letters, *self._sharing(name)]):
            yield from self._owners[each]

    def _sharing(self, name: str) -> list[str]:
        shared: Counter[str] = Counter()
        for word in dict.fromkeys(name.split()):
            having = self._with_word.get(word, ())
            shared.update(having if len(having) <= _COMMON else ())
        ranked = sorted(shared, key=lambda each: (-shared[each], len(each), each))
        return ranked[:_SHARING]
