"""The shelf of open releases: few at a time, opened one after the other, and none closed that is in use."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from lgi import release
from lgi.errors import Busy
from lgi.release import Release
from lgi.web import shelf as shelves
from lgi.web.catalogue import Entry
from lgi.web.shelf import Shelf
from lgi.web.site import Use


class Opened:
    """Stands for an open release."""

    def __init__(self, made: Release) -> None:
        self.name = made.manifest.name
        self.use = Use()
        self.used = self.use.count_one
        self.unused = self.use.ended.wait

    @property
    def idle(self) -> bool:
        """Whether nobody uses it."""
        return not self.use.count


class Library:
    """Opens and closes releases, and counts them."""

    def __init__(self, manifest: Any, room: int) -> None:
        self.manifest = manifest
        self.open = self.most = self.opening = 0
        self.opened: list[str] = []
        self.shelf = Shelf(cast("Any", self._open), cast("Any", self._close), room)

    def entry(self, name: str) -> Entry:
        """A release of a name."""
        return Entry(Path(name), replace(self.manifest, name=name))

    async def ask(self, name: str, work: Awaitable[Any] | None = None) -> str:
        """Ask something of a release."""
        async with self.shelf.site(self.entry(name)) as site:
            await (work or asyncio.sleep(0))
            return cast("Opened", site).name

    async def _open(self, made: Release) -> Opened:
        self.opening += 1
        assert self.opening == 1
        await asyncio.sleep(0.01)
        self.opening -= 1
        self.open += 1
        self.most = max(self.most, self.open)
        self.opened.append(made.manifest.name)
        return Opened(made)

    async def _close(self, site: Opened) -> None:
        assert site.idle
        await asyncio.sleep(0.001)
        self.open -= 1


@pytest.fixture
def library(any_data: Release, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Library]:
    """Makes a library with so much room."""
    monkeypatch.setattr(release, "open_release", lambda path: Release(path, replace(any_data.manifest, name=str(path))))
    return lambda room: Library(any_data.manifest, room)


def test_whoever_walks_through_all_releases_never_has_more_open_than_there_is_room_for(
    library: Callable[[int], Library],
) -> None:
    made = library(2)

    async def walk() -> list[str]:
        return await asyncio.gather(*(made.ask(str(number)) for number in range(20)))

    assert asyncio.run(walk()) == [str(number) for number in range(20)]
    assert made.most == 2


def test_those_who_come_at_once_for_one_release_wait_for_the_same_opening(library: Callable[[int], Library]) -> None:
    made = library(2)

    async def crowd() -> None:
        await asyncio.gather(*(made.ask("a") for _ in range(10)))

    asyncio.run(crowd())
    assert made.opened == ["a"]


def test_the_one_that_was_not_asked_for_longest_makes_room(library: Callable[[int], Library]) -> None:
    made = library(2)

    async def ask() -> None:
        for name in "abac":
            await made.ask(name)

    asyncio.run(ask())
    assert made.shelf.names == ["a", "c"]


def test_none_is_closed_that_is_in_use_and_whoever_would_wait_too_long_is_told(
    library: Callable[[int], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "_PATIENCE_SECONDS", 0.05)
    made = library(1)

    async def ask() -> None:
        using = asyncio.create_task(made.ask("a", asyncio.sleep(0.3)))
        await asyncio.sleep(0.05)
        refused = await asyncio.gather(*(made.ask(name) for name in "bc"), return_exceptions=True)
        assert [type(each) for each in refused] == [Busy, Busy]
        assert await using == "a"
        assert await made.ask("b") == "b"

    asyncio.run(ask())


def test_who_comes_while_all_are_in_use_gets_the_room_of_the_first_that_is_not(
    library: Callable[[int], Library],
) -> None:
    made = library(1)

    async def ask() -> list[str]:
        using = asyncio.create_task(made.ask("a", asyncio.sleep(0.2)))
        await asyncio.sleep(0.05)
        return [*await asyncio.gather(using, made.ask("b"))]

    assert asyncio.run(ask()) == ["a", "b"]


def test_only_so_many_may_wait(library: Callable[[int], Library], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "_MOST_WAITING", 3)
    made = library(1)

    async def ask() -> list[object]:
        return await asyncio.gather(*(made.ask(str(number)) for number in range(8)), return_exceptions=True)

    told = asyncio.run(ask())
    assert [type(each) for each in told if not isinstance(each, str)] == [Busy] * 4


def test_what_was_dropped_and_what_nobody_asks_for_is_closed(
    library: Callable[[int], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = library(3)

    async def ask() -> list[list[str]]:
        for name in "abc":
            await made.ask(name)
        await made.shelf.tidy({"b"})
        without = made.shelf.names
        monkeypatch.setattr(shelves, "_IDLE_SECONDS", -1.0)
        await made.shelf.tidy(set())
        return [without, made.shelf.names]

    assert asyncio.run(ask()) == [["a", "c"], []]
    assert made.open == 0
