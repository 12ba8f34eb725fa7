import json
import re
import socket
import struct
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from lgi import names
from served import SHORT, Served, get, read, served, wait_until, with_limits


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as made:
        yield made


def problem(answer: bytes) -> tuple[int, str]:
    """The status and the slug of an answer that must be one whole problem document and nothing else."""
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    told = json.loads(body)
    assert fields["content-type"] == "application/problem+json"
    assert fields["content-length"] == str(len(body))
    assert (fields["connection"], fields["access-control-allow-origin"]) == ("close", "*")
    assert "date" in fields and "server" not in fields
    assert head.startswith(f"HTTP/1.1 {told['status']} {HTTPStatus(told['status']).phrase}".encode())
    assert "{" not in told["detail"]
    return told["status"], told["type"].removeprefix(names.PROBLEMS)


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", answer)]


def drip(client: socket.socket, drop: bytes) -> None:
    for _ in range(30):
        client.sendall(drop)
        time.sleep(0.1)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_request_is_answered_and_the_connection_is_used_again(server: Served) -> None:
    answer = server.ask(get("/told"), get("/told", "Connection: close"))

    assert statuses(answer) == [200, 200]


def test_a_head_that_comes_too_slowly_is_refused(server: Served) -> None:
    with server.connect() as client:
        begun = time.monotonic()
        client.sendall(b"GET /told HTTP/1.1\r\n")
        answer = read(client)

    assert problem(answer) == (408, "slow-head")
    assert time.monotonic() - begun < 1
    assert server.refused["slow-head"] >= 1


def test_to_send_a_little_now_and_then_does_not_help(server: Served) -> None:
    with server.connect() as client:
        client.sendall(b"GET /told HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"(?i)pipe|reset"):
            drip(client, b"X-More: 1\r\n")


def test_to_send_empty_lines_now_and_then_does_not_help(server: Served) -> None:
    with server.connect() as client:
        client.sendall(get("/told"))
        with pytest.raises(OSError, match=r"(?i)pipe|reset"):
            drip(client, b"\r\n")


def test_a_later_head_has_its_own_time(server: Served) -> None:
    with server.connect() as client:
        client.sendall(get("/told"))
        time.sleep(0.6)
        client.sendall(get("/told")[:10])
        time.sleep(0.2)
        client.sendall(get("/told", "Connection: close")[10:])
        answer = read(client)

    assert statuses(answer) == [200, 200]


def test_a_connection_that_says_nothing_is_closed_without_a_word(server: Served) -> None:
    with server.connect() as client:
        assert read(client) == b""

    assert server.refused["silent"] >= 1


def test_a_connection_that_is_not_used_again_is_closed(server: Served) -> None:
    begun = time.monotonic()
    answer = server.ask(get("/told"))

    assert statuses(answer) == [200]
    assert 0.9 < time.monotonic() - begun < 2


@pytest.mark.parametrize("before", [b"", get("/told")], ids=["first", "later"])
def test_a_target_that_is_too_long_is_refused_and_says_to_post(server: Served, before: bytes) -> None:
    answer = server.ask(before + get("/told?query=" + "x" * SHORT.target_bytes))

    refusal = answer[answer.rindex(b"HTTP/1.1") :]
    assert problem(refusal) == (414, "target-too-long") if not before else statuses(answer)[0] == 200
    assert before or b"POST" in refusal


def test_a_target_of_the_greatest_length_is_answered(server: Served) -> None:
    answer = server.ask(get("/told?" + "x" * (SHORT.target_bytes - len("/told?")), "Connection: close"))

    assert statuses(answer) == [200]


def test_a_target_without_end_is_refused_before_it_ends(server: Served) -> None:
    answer = server.ask(b"GET /told?", b"x" * (SHORT.target_bytes + 1))

    assert problem(answer) == (414, "target-too-long")


def test_a_large_head_is_refused_when_it_is_complete(server: Served) -> None:
    answer = server.ask(get("/told", "X-Large: " + "x" * SHORT.head_bytes))

    assert problem(answer) == (431, "head-too-large")


@pytest.mark.parametrize("flood", [b"GET /told HTTP/1.1\r\nX-Large: " + b"x" * (1 << 20), b"\r\n" * (1 << 18)])
def test_a_head_without_end_is_refused_before_it_ends(server: Served, flood: bytes) -> None:
    with server.connect() as client:
        client.settimeout(2)
        for start in range(0, len(flood), 1 << 14):
            client.sendall(flood[start : start + (1 << 14)])
        answer = read(client)

    assert problem(answer) == (431, "head-too-large")


def test_a_refused_sender_can_finish_and_read_why(server: Served) -> None:
    flood = get("/told?" + "x" * (4 << 20))
    answer = server.ask(flood)

    assert problem(answer) == (414, "target-too-long")


def test_too_many_headers_are_refused(server: Served) -> None:
    few = server.ask(get("/told", *(f"X-{n}: 1" for n in range(SHORT.fields - 2)), "Connection: close"))
    many = server.ask(get("/told", *(f"X-{n}: 1" for n in range(SHORT.fields))))

    assert statuses(few) == [200]
    assert problem(many) == (431, "too-many-headers")


def test_trailers_are_no_headers_and_have_the_same_limit(server: Served) -> None:
    chunked = get("/told", "Transfer-Encoding: chunked", "Connection: close", method="POST") + b"3\r\nabc\r\n0\r\n"
    small = server.ask(chunked + b"X-Forwarded-For: 192.0.2.9\r\n\r\n")
    large = server.ask(chunked, *(b"X-Large: " + b"x" * 60000 for _ in range(20)))

    assert b'"bytes": 3' in small and b"192.0.2.9" not in small
    assert problem(large) == (431, "head-too-large")


def test_a_body_that_comes_too_slowly_is_refused_and_the_request_is_told(server: Served) -> None:
    with server.connect() as client:
        client.sendall(get("/long", "Content-Length: 10", method="POST") + b"123")
        answer = read(client)

    assert problem(answer) == (408, "slow-body")
    wait_until(lambda: "/long" in server.app.gone)


def test_a_slow_body_breaks_off_an_answer_that_has_begun(server: Served) -> None:
    answer = server.ask(get("/begun", "Content-Length: 10", method="POST"))

    assert statuses(answer) == [200]
    assert b"begun" in answer and not answer.endswith(b"0\r\n\r\n")
    wait_until(lambda: "/begun" in server.app.gone)


def test_a_slow_body_is_not_refused_after_the_whole_answer(server: Served) -> None:
    begun = time.monotonic()
    answer = server.ask(get("/unread", "Content-Length: 10", method="POST"))

    assert answer.endswith(b"unread")
    assert time.monotonic() - begun < 0.9


def test_a_client_that_waits_for_us_is_not_slow(server: Served) -> None:
    with server.connect() as client:
        expecting = get("/lazy", "Content-Length: 3", "Expect: 100-continue", "Connection: close", method="POST")
        client.sendall(expecting)
        goes_on = client.recv(100)
        client.sendall(b"abc")
        answer = read(client)
    large = b"x" * (1 << 20)
    unread = server.ask(get("/lazy", f"Content-Length: {len(large)}", "Connection: close", method="POST"), large)

    assert goes_on == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.endswith(b"3")
    assert unread.endswith(str(len(large)).encode())


def test_a_reader_that_does_not_read_is_cut_off(server: Served) -> None:
    with server.connect(buffer=4096) as client:
        client.sendall(get("/big"))
        wait_until(lambda: "/big" in server.app.gone)
        wait_until(lambda: server.connections == 0)

    assert server.refused["stalled"] >= 1


def test_a_reader_that_does_not_read_the_last_answer_is_cut_off(server: Served) -> None:
    before = server.refused.get("stalled", 0)
    with server.connect(buffer=4096) as client:
        client.sendall(get("/last"))
        wait_until(lambda: server.connections == 1)
        wait_until(lambda: server.connections == 0)

    assert server.refused["stalled"] == before + 1


def test_a_reader_that_is_slow_but_reads_gets_all(server: Served) -> None:
    with server.connect(buffer=1 << 16) as client:
        client.sendall(get("/last"))
        found = 0
        begun = time.monotonic()
        while part := client.recv(1 << 16):
            found += len(part)
            time.sleep(0.01)

    assert found > 8 << 20
    assert time.monotonic() - begun > SHORT.stall_seconds * 2


@pytest.mark.parametrize("end", [socket.SHUT_WR, socket.SHUT_RDWR])
def test_a_client_that_stops_writing_has_gone(server: Served, end: int) -> None:
    server.app.gone.clear()
    with server.connect() as client:
        client.sendall(get("/long"))
        wait_until(lambda: server.app.begun[-1] == "/long")
        client.shutdown(end)
        wait_until(lambda: server.app.gone == ["/long"], seconds=0.3)
        wait_until(lambda: not server.server.server_state.tasks and server.connections == 0, seconds=0.3)


def test_a_client_that_goes_ends_the_request_before_those_that_wait_too(server: Served) -> None:
    server.app.gone.clear()
    server.app.begun.clear()
    with server.connect() as client:
        client.sendall(get("/long"))
        wait_until(lambda: server.app.begun == ["/long"])
        client.sendall(get("/told", "X-Wait: 1"))
        client.close()
        wait_until(lambda: server.connections == 0)

    wait_until(lambda: server.app.gone == ["/long"])
    assert server.app.begun == ["/long"]


@pytest.mark.parametrize("head", [b"GET /told HTTP/1.1\r\n\r\n", get("/told", "Host: other.example"), b"GET /told\r\n"])
def test_a_request_names_one_host(server: Served, head: bytes) -> None:
    answer = server.ask(head + b"\r\n")

    assert problem(answer)[0] == 400


def test_an_old_request_names_no_host(server: Served) -> None:
    answer = server.ask(b"GET /told HTTP/1.0\r\n\r\n")

    assert statuses(answer) == [200]


@pytest.mark.parametrize(
    "request_",
    [
        get("/told", "Content-Length: 3", "Transfer-Encoding: chunked", method="POST") + b"0\r\n\r\nGET /evil",
        get("/told", "Transfer-Encoding: chunked", "Content-Length: 3", method="POST") + b"0\r\n\r\nGET /evil",
        get("/told", "Content-Length: 3", "Content-Length: 4", method="POST"),
        get("/told", "Content-Length: -1", method="POST"),
        get("/told", "Transfer-Encoding: xchunked", method="POST"),
        get("/told", "Content-Length : 3", method="POST"),
        get("/told", "X-Folded: 1\r\n 2\x00"),
        get("told"),
        get("lgi.example:443", method="CONNECT"),
        get("http://lgi.example"),
        get("/t\u00f6ld"),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_sound_request_is_refused_as_a_problem(server: Served, request_: bytes) -> None:
    answer = server.ask(request_)

    assert problem(answer) == (400, "malformed-request")
    assert "/evil" not in server.app.begun


def test_a_body_that_turns_bad_ends_the_request_that_reads_it(server: Served) -> None:
    server.app.gone.clear()
    answer = server.ask(get("/long", "Transfer-Encoding: chunked", method="POST") + b"3\r\nabc\r\n", b"zz\r\n")

    assert problem(answer) == (400, "malformed-request")
    wait_until(lambda: server.app.gone == ["/long"])


@pytest.mark.parametrize("wish", ["websocket", "h2c"])
def test_a_wish_for_another_protocol_is_passed_over(server: Served, wish: str) -> None:
    upgrade = ["Connection: Upgrade", f"Upgrade: {wish}", "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw=="]
    answer = server.ask(
        get("/told", *upgrade)
        + get("/told", *upgrade, "Content-Length: 3", method="POST")
        + b"abc"
        + get("/told", "Connection: close")
    )

    assert statuses(answer) == [200, 200, 200]
    assert answer.count(b'"bytes": 3') == 1


@pytest.mark.parametrize("length", ["Content-Length: 74", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("pause", [0, 0.05])
def test_a_body_after_a_wish_for_another_protocol_is_no_second_request(
    server: Served, length: str, pause: float
) -> None:
    hidden = get("/evil", "X-Padding: " + "x" * 19, method="POST")
    body = hidden if "74" in length else b"%x\r\n%s\r\n0\r\n\r\n" % (len(hidden), hidden)
    with server.connect() as client:
        client.sendall(get("/told", "Connection: Upgrade", "Upgrade: h2c", length, method="POST"))
        for start in range(0, len(body), 30):
            time.sleep(pause)
            client.sendall(body[start : start + 30])
        client.sendall(get("/unread", "Connection: close"))
        answer = read(client)

    assert len(hidden) == 74
    assert statuses(answer) == [200, 200]
    assert b'"bytes": 74' in answer and answer.endswith(b"unread")


def test_requests_that_are_sent_together_are_answered_in_order(server: Served) -> None:
    together = [get("/late"), get("/told", "X-Second: 1"), get("/unread", "Connection: close")]
    answer = server.ask(b"".join(together))

    assert statuses(answer) == [200, 200, 200]
    assert answer.index(b"late") < answer.index(b"x-second") < answer.index(b"unread")


def test_a_flood_of_requests_in_one_connection_is_answered_up_to_the_limit(server: Served) -> None:
    answer = server.ask(get("/late") + get("/unread") * 1000)

    assert statuses(answer) == [200] * (SHORT.pipelined + 1)
    assert answer.endswith(b"unread") and b"connection: close" in answer[answer.rindex(b"HTTP/1.1") :]
    assert server.refused["too-many-pipelined"] >= 1


@pytest.mark.parametrize("bad", [b"???\r\n\r\n", get("/told", "Transfer-Encoding: chunked", method="POST") + b"zz\r\n"])
def test_what_came_before_a_bad_request_is_answered(server: Served, bad: bytes) -> None:
    answer = server.ask(get("/late") + bad, get("/told"))

    assert statuses(answer) == [200]
    assert answer.endswith(b"late")


def test_one_address_has_so_many_connections_and_gets_more_when_some_have_ended() -> None:
    with served(with_limits(most_of_one=2)) as server:
        first, second = server.connect(), server.connect()
        wait_until(lambda: server.connections == 2)
        refused = server.ask(get("/told"))
        first.close()
        second.close()
        wait_until(lambda: server.connections == 0)
        answer = server.ask(get("/told", "Connection: close"))

    assert problem(refused) == (429, "too-many-connections")
    assert b"retry-after: 5\r\n" in refused
    assert statuses(answer) == [200]


def test_a_proxy_has_as_many_connections_as_it_likes_up_to_the_limit_of_all() -> None:
    with served(with_limits(most_of_one=1, most=3), proxies=["127.0.0.0/8"]) as server:
        opened = [server.connect() for _ in range(3)]
        wait_until(lambda: server.connections == 3)
        refused = server.ask(get("/told"))
        for client in opened:
            client.close()

    assert problem(refused) == (503, "busy")
    assert b"retry-after: 5\r\n" in refused


def test_of_a_crowd_only_some_are_told_why_and_nobody_stays() -> None:
    files = open_files()
    with served(with_limits(most=2)) as server:
        crowd = [server.connect() for _ in range(20)]
        wait_until(lambda: server.refused.get("busy") == 18)
        told = sum(b"HTTP/1.1 503" in read(client) for client in crowd[2:])
        wait_until(lambda: server.connections == 0)
        for client in crowd:
            client.close()

    assert told == SHORT.most_refused
    assert open_files() == files


def test_a_refused_client_that_does_not_leave_is_put_out(server: Served) -> None:
    with server.connect() as client:
        client.sendall(b"???\r\n\r\n")
        wait_until(lambda: server.connections == 1)
        wait_until(lambda: server.connections == 0, seconds=1)


def test_what_is_left_of_many_bad_clients_is_nothing() -> None:
    files = open_files()
    with served() as server:
        bad = [b"", b"G", b"???\r\n\r\n", get("/long"), get("/big"), get("/told", "Content-Length: 5"), get("/told")]
        clients = [server.connect(buffer=4096) for _ in range(len(bad) * 6)]
        for number, client in enumerate(clients):
            client.sendall(bad[number % len(bad)])
        time.sleep(0.1)
        for client in clients[::2]:
            client.close()
        for client in clients[1::4]:
            client.shutdown(socket.SHUT_WR)
        wait_until(lambda: server.app.gone.count("/long") >= 4)
        for client in clients:
            client.close()

    assert open_files() == files


def test_clients_that_break_off_at_any_moment_cause_no_error(caplog: pytest.LogCaptureFixture) -> None:
    sent = [b"", b"G", b"???\r\n\r\n", get("/long"), get("/big"), get("/late"), get("/late") + b"???\r\n\r\n"]
    with served(with_limits(most_of_one=8)) as server:
        for number in range(40 * len(sent)):
            client = server.connect()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(sent[number % len(sent)])
            time.sleep(0.0005 * (number % 7))
            client.close()

    assert [record.getMessage() for record in caplog.records] == []
