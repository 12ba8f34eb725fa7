from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from lgi.engine import Answer, Query
from lgi.engine.pool import Pool
from lgi.media import Accept
from lgi.release import Release
from paged import served


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each query that the engine was asked."""
    seen: list[str] = []
    run = Pool.run

    async def told(self: Pool, query: Query, accept: Accept) -> Answer:
        seen.append(query.text)
        return await run(self, query, accept)

    monkeypatch.setattr(Pool, "run", told)
    return seen


@pytest.fixture
def fresh(built: Release) -> Iterator[TestClient]:
    """The service, of which nobody has asked anything yet."""
    with served(built) as client:
        yield client


def test_pages_that_are_made_of_the_same_questions_ask_them_once(fresh: TestClient, asked: list[str]) -> None:
    first = fresh.get("/evidence/map").text
    before = len(asked)
    other = fresh.get("/evidence/map?filled=yes").text

    assert before == len(set(asked)) == len(asked) > 3
    assert first != other


def test_a_question_with_another_argument_is_another_question(fresh: TestClient, asked: list[str]) -> None:
    def asks(model: str) -> int:
        asked.clear()
        # Each time in another encoding, so that what is kept is not the page itself.
        assert fresh.get(f"/model/{model}.html", headers={"Accept-Encoding": encodings.pop()}).status_code == 200
        return sum(model in text for text in asked)

    encodings = ["identity", "gzip", "zstd"]
    assert asks("wigan-deal") > 9 < asks("preston-model")
    # What is left is whether there is such a thing, which no page asks itself.
    assert asks("wigan-deal") == 1
