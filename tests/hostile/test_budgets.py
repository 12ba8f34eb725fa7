"""One client cannot take it all: past its budget it is told so and when to come back, and others notice nothing."""

import http
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPMessage
from pathlib import Path

import pytest

from hostile import wires
from lgi import build
from lgi.release import Release
from running import Running, running

SECONDS = 1.0
BUDGET = 3.0
SETTINGS = {"LGI_QUERY_SECONDS": str(SECONDS), "LGI_CLIENT_SECONDS": str(BUDGET), "LGI_CLIENT_HEAVY": "2"}
HEAVY = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{1 2 3 4 5 6 7 8 9 0}}" for i in range(9)) + " }"
TOO_MANY = http.HTTPStatus.TOO_MANY_REQUESTS


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A small release."""
    folder = tmp_path_factory.mktemp("people")
    path = folder / "people.ttl"
    path.write_text("<http://e/ann> <http://e/age> 41 .\n", encoding="utf-8")
    return build.build_from([path], folder / "release", graph_per_file=False)


@pytest.fixture
def service(people: Release, tmp_path: Path) -> Iterator[Running]:
    """A service that gives each client little."""
    with running(tmp_path, "--release", str(people.path), settings=SETTINGS) as made:
        yield made


def _ask(service: Running, number: int, source: str = "127.0.0.20", forged: str = "") -> wires.Seen:
    fields = [f"X-Forwarded-For: {forged}", f"Forwarded: for={forged}", f"X-Real-IP: {forged}"] if forged else []
    return wires.ask(service.port, f"{HEAVY} #{number}", *fields, source=source)


def _retry_after(seen: wires.Seen) -> int:
    fields = HTTPMessage()
    for line in seen.body.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, _, value = line.decode().partition(": ")
        fields[name] = value
    return int(fields["Retry-After"])


def test_a_client_may_have_so_many_heavy_queries_under_way_and_no_more(service: Running) -> None:
    with ThreadPoolExecutor(6) as crowd:
        seen = list(crowd.map(lambda number: _ask(service, number), range(6)))
    refused = [one for one in seen if one.statuses == [TOO_MANY]]

    assert len(refused) == 4
    assert all(1 <= _retry_after(one) <= 60 for one in refused)
    assert {status for one in seen for status in one.statuses} == {TOO_MANY, http.HTTPStatus.SERVICE_UNAVAILABLE}


def test_a_client_that_has_used_up_its_seconds_is_told_when_to_come_back_and_others_notice_nothing(
    service: Running,
) -> None:
    numbers = iter(range(20))
    seen = _ask(service, next(numbers))
    while seen.statuses != [TOO_MANY]:
        assert seen.statuses == [http.HTTPStatus.SERVICE_UNAVAILABLE]
        seen = _ask(service, next(numbers))

    assert next(numbers) > BUDGET / SECONDS
    assert wires.ask(service.port, "ASK {}", source="127.0.0.20").statuses == [TOO_MANY]
    assert wires.ask(service.port, "ASK {}", source="127.0.0.21").statuses == [http.HTTPStatus.OK]
    wait = _retry_after(seen)
    assert wait <= 30
    time.sleep(wait)
    assert wires.ask(service.port, "ASK {}", source="127.0.0.20").statuses == [http.HTTPStatus.OK]


def test_a_client_cannot_pass_for_others_by_naming_them(service: Running) -> None:
    statuses = [_ask(service, number, forged=f"192.0.2.{number}").statuses for number in range(8)]

    assert statuses[-1] == [TOO_MANY]
