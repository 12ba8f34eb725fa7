import json
import resource
import signal
import socket
import subprocess
import sys
import time

import pytest

from lgi.errors import AddressInUse, BadArgument
from lgi.web import serving
from lgi.web.refusals import Patience
from served import App, Served, get, process, read, served, wait_until

FORWARDED = ["X-Forwarded-For: 192.0.2.9", "X-Forwarded-Proto: https", "Connection: close"]
LIMITED = """
import resource
from lgi.web import serving
resource.setrlimit(resource.RLIMIT_NOFILE, (64, {hard}))
print(serving.raise_file_limit(), serving.raise_file_limit())
"""


def client_told(server: Served) -> tuple[str, str]:
    told = json.loads(server.ask(get("/told", *FORWARDED)).partition(b"\r\n\r\n")[2])
    return told["client"], told["scheme"]


def connect(port: int, request: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(request)
    return client


def wait_for_an_answer(port: int) -> None:
    with connect(port, get("/unread", "Connection: close")) as client:
        assert read(client).endswith(b"unread")


def refused(port: int) -> bool:
    try:
        connect(port).close()
    except ConnectionRefusedError:
        return True
    return False


def test_forwarded_headers_are_not_believed_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    with served() as server:
        told = client_told(server)

    assert told == ("127.0.0.1", "http")


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        (["127.0.0.1"], ("192.0.2.9", "https")),
        (["127.0.0.7/8"], ("192.0.2.9", "https")),
        (["192.0.2.1", "2001:db8::/32"], ("127.0.0.1", "http")),
    ],
)
def test_forwarded_headers_are_believed_from_the_proxies_that_are_named(
    proxies: list[str], expected: tuple[str, str]
) -> None:
    with served(proxies=proxies) as server:
        told = client_told(server)

    assert told == expected


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(BadArgument, match=r"^\* is no address"):
        serving.config(App(), Patience(), proxies=["*"])


def test_the_number_of_processes_is_not_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "7")

    assert serving.config(App(), Patience()).workers == 1


def test_an_address_in_use_is_told() -> None:
    with (
        serving.listen("::1", 0) as taken,
        pytest.raises(AddressInUse, match=r"^cannot listen on ::1:\d+ \(.+\): choose another port"),
    ):
        serving.listen("::1", taken.getsockname()[1])


@pytest.mark.parametrize(("hard", "expected"), [(512, "512 512"), (64, "64 64")])
def test_the_limit_of_open_files_is_raised_as_far_as_it_may(hard: int, expected: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LIMITED.format(hard=hard)], capture_output=True, text=True, check=True
    ).stdout

    assert told.strip() == expected


def test_the_limit_of_open_files_is_enough_for_all_connections() -> None:
    assert serving.raise_file_limit() >= min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_server_that_is_asked_to_end_finishes_what_runs_and_takes_nothing_new(processes: str) -> None:
    with process("application", processes, "5") as (server, port):
        idle, running = connect(port, get("/unread")), connect(port)
        assert b"HTTP/1.1 200" in idle.recv(1000)
        running.sendall(get("/late"))
        time.sleep(0.1)

        begun = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert read(idle) in {b"unread", b""}
        assert time.monotonic() - begun < 1
        wait_until(lambda: refused(port), seconds=1)
        running.sendall(get("/unread"))
        # What was sent too late may be there still as the connection closes, which resets it after the answer.
        assert read(running).removesuffix(b"(reset)").endswith(b"late")
        assert server.wait(timeout=5) == 0
        assert server.stdout and server.stdout.read() == "tidied up\n"
        for client in (idle, running):
            client.close()


def test_a_server_that_is_interrupted_ends_as_well() -> None:
    with process("application", "1", "5") as (server, port):
        wait_for_an_answer(port)
        server.send_signal(signal.SIGINT)

        assert server.wait(timeout=5) == 0
        assert server.stdout and server.stdout.read() == "tidied up\n"


def test_what_takes_longer_than_the_grace_is_given_up() -> None:
    with process("application", "1", "1") as (server, port), connect(port) as client:
        wait_for_an_answer(port)
        client.sendall(get("/forever"))
        time.sleep(0.2)
        begun = time.monotonic()
        server.send_signal(signal.SIGTERM)
        read(client)

        assert server.wait(timeout=5) == 0
        assert 0.9 < time.monotonic() - begun < 3


def test_several_processes_answer_at_one_address() -> None:
    found: set[bytes] = set()
    with process("application", "2", "1") as (server, port):

        def both_answer() -> bool:
            with connect(port, get("/process", "Connection: close")) as client:
                found.add(read(client).rpartition(b"\r\n")[2])
            return len(found) == 2

        wait_until(both_answer, seconds=20)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=5) == 0
        wait_until(lambda: refused(port), seconds=1)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_server_whose_application_cannot_begin_ends(processes: str) -> None:
    with process("broken", processes, "1") as (server, _):
        assert server.wait(timeout=20) == 3
