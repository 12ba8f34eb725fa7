"""What is done to a server below the level of queries: requests that are none, and connections that never end."""

import contextlib
import gzip
import re
import select
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
SOURCE = "127.0.0.10"
PATIENCE = 25
"""After so many seconds the service has ended any connection that does nothing right."""

KILOBYTE, MEGABYTE = 1 << 10, 1 << 20
CLIENT_ERROR = frozenset({400, 403, 404, 405, 406, 408, 411, 413, 414, 415, 417, 426, 429, 431, 501, 505})
ANY = frozenset({200, 204, 206, 303, 304, 307, 308, *CLIENT_ERROR})

LARGE_ANSWER = (
    'SELECT ?n ?x20 { BIND("0123456789012345678901234567890123456789012345678901" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(20))
    + " VALUES ?n { 1 } }"
)
LARGE_BYTES = 52 << 20
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True)
class Seen:
    """What came back: the statuses, all bytes, whether the server ended the connection, and after how long."""

    statuses: list[int]
    body: bytes
    ended: bool
    seconds: float


@dataclass(frozen=True)
class Request:
    """Some bytes, the statuses that may come back (0: none at all), how many answers at most, and what is in none."""

    name: str
    sent: bytes
    statuses: frozenset[int] = CLIENT_ERROR
    most: int = 1
    never: tuple[bytes, ...] = field(default=(b"root:x:", b"Traceback"))


def connect(port: int, source: str = SOURCE, receive_bytes: int = 0) -> socket.socket:
    """Connect from an address of this machine, and take in little at a time if that is wanted."""
    made = socket.socket()
    if receive_bytes:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    made.bind((source, 0))
    made.settimeout(PATIENCE)
    made.connect(("127.0.0.1", port))
    return made


def exchange(port: int, sent: bytes, quiet: float = 8, source: str = SOURCE) -> Seen:
    """Send some bytes, and read until the server ends or says nothing for a while."""
    with connect(port, source) as wire:
        return _read(wire, sent, quiet)


def _read(wire: socket.socket, sent: bytes, quiet: float) -> Seen:
    began, got, ended = time.perf_counter(), bytearray(), False
    wire.setblocking(False)
    with contextlib.suppress(ConnectionError):
        while not ended:
            readable, writable, _ = select.select([wire], [wire] if sent else [], [], quiet)
            if not readable and not writable:
                break
            if readable:
                part = wire.recv(MEGABYTE)
                got += part
                ended = not part
            if writable and not ended:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    sent = sent[wire.send(sent[:MEGABYTE]) :]
        return _seen(bytes(got), ended, began)
    return _seen(bytes(got), True, began)


def _seen(got: bytes, ended: bool, began: float) -> Seen:
    return Seen([int(found) for found in _STATUS.findall(got)], got, ended, time.perf_counter() - began)


def _get(target: str | bytes, *fields: str | bytes, method: bytes = b"GET") -> bytes:
    lines = [b"Host: localhost", b"Connection: close", *map(_bytes, fields)]
    return method + b" " + _bytes(target) + b" HTTP/1.1\r\n" + b"\r\n".join(lines) + b"\r\n\r\n"


def _post(body: bytes, *fields: str, kind: str = "application/sparql-query") -> bytes:
    more = [f"Content-Type: {kind}", *fields]
    if not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in fields):
        more.append(f"Content-Length: {len(body)}")
    return _get("/sparql", *more, method=b"POST") + body


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def framing() -> Iterator[Request]:
    """Messages on whose end two servers might not agree: never more than one is answered, and none smuggled in."""
    hidden = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    chunked = "Transfer-Encoding: chunked"
    lengths = {
        "length-and-chunks": ["Content-Length: 5", chunked],
        "chunks-and-length": [chunked, "Content-Length: 5"],
        "two-lengths": ["Content-Length: 0", "Content-Length: 5"],
        "list-of-lengths": ["Content-Length: 0, 5"],
        "length-plus": ["Content-Length: +5"],
        "length-minus": ["Content-Length: -5"],
        "length-hex": ["Content-Length: 0x5"],
        "length-beyond": ["Content-Length: 99999999999999999999999999"],
        "chunks-twice": [chunked, "Transfer-Encoding: identity"],
        "chunks-disguised": ["Transfer-Encoding: xchunked"],
        "chunks-after-tab": ["Transfer-Encoding:\tchunked", "Content-Length: 5"],
        "chunks-vertical-tab": ["Transfer-Encoding: \x0bchunked", "Content-Length: 5"],
        "chunks-space-colon": ["Transfer-Encoding : chunked", "Content-Length: 5"],
        "chunks-folded": ["Transfer-Encoding:\r\n chunked", "Content-Length: 5"],
    }
    for name, fields in lengths.items():
        yield Request(f"smuggle-{name}", _post(b"0\r\n\r\n" + hidden, *fields), CLIENT_ERROR | {0}, 1, (b"/smuggled",))
    chunks = {
        "size-beyond": b"FFFFFFFFFFFFFFFFF\r\nASK{}",
        "size-minus": b"-5\r\nASK{}\r\n0\r\n\r\n",
        "size-word": b"five\r\nASK{}\r\n0\r\n\r\n",
        "without-end": b"5\r\nASK{}X\r\n0\r\n\r\n",
        "huge-extension": b"5;" + b"x" * MEGABYTE + b"\r\nASK{}\r\n0\r\n\r\n",
        "huge-trailer": b"5\r\nASK{}\r\n0\r\nX: " + b"x" * MEGABYTE + b"\r\n\r\n",
        "many-of-one-byte": b"1\r\n \r\n" * 300_000 + b"5\r\nASK{}\r\n0\r\n\r\n",
        "ten-megabytes": (b"100000\r\n" + b" " * MEGABYTE + b"\r\n") * 10 + b"0\r\n\r\n",
    }
    for name, body in chunks.items():
        yield Request(f"chunks-{name}", _post(body, chunked), CLIENT_ERROR | {0, 200})


def heads() -> Iterator[Request]:
    """Request lines and headers that are not HTTP/1.1, or that are of no reasonable size."""
    raw = {
        "http-0.9-bare": b"GET /live\n\n",
        "http-9.9": b"GET /live HTTP/9.9\r\nHost: x\r\n\r\n",
        "http-2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0",
        "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
        "garbage": bytes(range(256)) * 40,
        "zeros": b"\0" * 10_000,
        "spaces": b" " * 10_000 + b"\r\n\r\n",
        "blank-lines": b"\r\n" * 50_000 + _get("/live"),
        "no-host": b"GET /live HTTP/1.1\r\n\r\n",
        "two-hosts": _get("/live", "Host: evil.example"),
        "empty-name": _get("/live", ": x"),
        "no-colon": _get("/live", "nonsense"),
        "zero-in-a-field": _get("/live", b"X: a\0b"),
        "zero-in-a-name": _get("/live", b"X\0: a"),
        "space-before-colon": _get("/live", "X : a"),
        "folded": _get("/live", "X: a\r\n b"),
        "bare-return": _get("/live", b"X: a\rY: b"),
        "bytes-beyond-ascii": _get("/live", b"X: " + bytes(range(128, 256))),
        "no-method": b" /live HTTP/1.1\r\nHost: x\r\n\r\n",
        "long-method": b"G" * 100_000 + b" /live HTTP/1.1\r\nHost: x\r\n\r\n",
        "trace": _get("/", "Secret: x", method=b"TRACE"),
        "connect": _get("169.254.169.254:80", method=b"CONNECT"),
        "options-star": _get("*", method=b"OPTIONS"),
        "put": _get("/sparql", "Content-Length: 0", method=b"PUT"),
        "patch": _get("/sparql", "Content-Length: 0", method=b"PATCH"),
        "delete": _get("/graph/model/wigan-deal", method=b"DELETE"),
        "purge": _get("/", method=b"PURGE"),
        "websocket": _get(
            "/", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: eA==", "Sec-WebSocket-Version: 13"
        ),
        "h2c": _get("/live", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"),
        "expectation": _get("/live", "Expect: the-unexpected"),
    }
    for name, sent in raw.items():
        yield Request(f"head-{name}", sent, ANY | {0}, 2)
    fields = {
        "accept": "Accept: " + ", ".join(f"a/b{i};q=0.{i % 1000:03}" for i in range(3_000)),
        "accept-blanks": "Accept: a/b" + " " * 60_000 + "x",
        "accept-tabs": "Accept: a/b" + "\t" * 60_000 + "x",
        "accept-anything": "Accept: " + "*/*," * 15_000,
        "accept-encoding-blanks": "Accept-Encoding: gzip" + " " * 60_000 + "x",
        "if-none-match-blanks": 'If-None-Match: "a"' + " " * 60_000 + "x",
        "content-type-blanks": "Content-Type: a/b" + " " * 60_000 + "x",
        "accept-commas": "Accept: " + "," * 60_000,
        "accept-quotes": 'Accept: text/html;x="' + "\\" * 60_000,
        "accept-parameters": "Accept: text/html" + ";a=b" * 15_000,
        "accept-encoding": "Accept-Encoding: " + ", ".join(f"gzip;q=0.{i:04}" for i in range(4_000)),
        "accept-language": "Accept-Language: " + "en," * 20_000,
        "if-none-match": "If-None-Match: " + ", ".join(f'"{i}"' for i in range(8_000)),
        "if-none-match-commas": "If-None-Match: " + "," * 60_000,
        "if-none-match-weak": "If-None-Match: " + "W/" * 30_000,
        "if-none-match-open": 'If-None-Match: "' + "x" * 60_000,
        "if-modified-since": "If-Modified-Since: " + "9" * 60_000,
        "range": "Range: bytes=" + "0-," * 20_000 + "0-",
        "range-beyond": "Range: bytes=99999999999999999999-",
        "cookie": "Cookie: " + "a=b;" * 15_000,
        "forwarded": "X-Forwarded-For: " + "1.1.1.1, " * 6_000,
        "origin": "Origin: " + "x" * 60_000,
    }
    for name, line in fields.items():
        for path in ("/", "/sparql?query=ASK{}", "/static/lgi.css"):
            yield Request(f"{name}-of-60-kB-at-{path[1:7] or 'home'}", _get(path, line), ANY | {416})
    yield Request("head-of-10-MB", _get("/live", "X: " + "x" * 10 * MEGABYTE), CLIENT_ERROR | {0})
    yield Request(
        "head-of-ten-thousand-fields", _get("/live", *[f"X{i}: x" for i in range(10_000)]), CLIENT_ERROR | {0}
    )


def targets() -> Iterator[Request]:
    """Addresses that are too long, wrongly encoded, or that point where nobody may look."""
    for size in (60 * KILOBYTE, 200 * KILOBYTE, 2 * MEGABYTE):
        yield Request(f"target-of-{size}", _get("/" + "x" * size), CLIENT_ERROR | {0})
        yield Request(f"query-of-{size}", _get("/sparql?query=ASK{}" + "%20" * (size // 3)), CLIENT_ERROR | {0, 200})
    paths = """
        /% /%zz /%0 /%00 /%ff /%c0%af /%u0041 /q/%00 /q/%2e%2e /model/%2e%2e%2f%2e%2e /graph/..%2f..%2f..%2fetc/passwd
        /graph/../../../etc/passwd /static/../../../../etc/passwd /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd
        /static/..%5c..%5cetc/passwd /static//etc/passwd /graph//etc/passwd /graph/%2fetc%2fpasswd /ontology/%2e%2e
        //evil.example/x/ ///evil.example/ /%5cevil.example/ /\\evil.example/ //evil.example/%2f.. /sparql?query=%
        /sparql?query=%ff /sparql?query=%ED%A0%80 /sparql?query=ASK{}&query=ASK{} /sparql?query=ASK{}&update=CLEAR%20ALL
        /sparql?update=LOAD%20%3Chttp://169.254.169.254/%3E /sparql?query=ASK{}&default-graph-uri=file:///etc/passwd
        /sparql?query=SELECT*{?s?p?o}&default-graph-uri=http://169.254.169.254/&named-graph-uri=file:///etc/passwd
        /sparql?query=ASK{}&default-graph-uri=nonsense /sparql?query=ASK{}&format=../../etc/passwd /q/nothing.xyz
        http://169.254.169.254/latest/meta-data/ http://evil.example/live https://localhost/live file:///etc/passwd
        live ?x #x * /live#x /q/model%0d%0aSet-Cookie:%20a=b /%0d%0aLocation:%20http://evil.example//
    """
    for number, path in enumerate(paths.split()):
        never = (b"root:x:", b"Traceback", b"\nSet-Cookie", b"\nLocation: http", b"\nlocation: //", b"\nlocation: http")
        yield Request(
            f"target-{number}-{path[:30]}",
            _get(path, "Host: localhost").replace(b"Host: localhost\r\n", b"", 1),
            ANY,
            1,
            never,
        )
    yield Request("target-raw-bytes", _get(b"/\xff\xfe\x80"), ANY)
    yield Request("target-control-bytes", _get(b"/\x01\x02\x7f"), ANY)
    yield Request("parameters-million", _get("/sparql?" + "a&" * 30_000 + "query=ASK{}"), CLIENT_ERROR)
    yield Request("graphs-thousand", _get("/sparql?query=ASK{}" + "&default-graph-uri=x:x" * 1_900), ANY)


def bodies() -> Iterator[Request]:
    """Bodies that unpack to gigabytes, hold a million fields, or are no queries."""
    form = "application/x-www-form-urlencoded"
    bomb = gzip.compress(b" " * (100 * MEGABYTE))
    for encoding in ("gzip", "x-gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip", "GZIP"):
        yield Request(f"body-{encoding}", _post(bomb, f"Content-Encoding: {encoding}"), frozenset({415}))
    yield Request("body-gzip-form", _post(bomb, "Content-Encoding: gzip", kind=form), frozenset({415}))
    yield Request("body-gzip-transfer", _post(bomb, "Transfer-Encoding: gzip, chunked"), CLIENT_ERROR | {0})
    yield Request("form-of-a-million-fields", _post(b"a&" * 1_500_000, kind=form), frozenset({400, 413}))
    yield Request("form-of-equal-names", _post(b"query=&" * 400_000, kind=form), frozenset({400, 413}))
    yield Request("form-of-percents", _post(b"query=" + b"%" * MEGABYTE, kind=form), frozenset({400, 503}))
    yield Request(
        "form-of-a-long-query",
        _post(b"query=" + quote("ASK {} #").encode() + b"x" * 3 * MEGABYTE, kind=form),
        frozenset({400, 413}),
    )
    yield Request("form-update", _post(b"update=CLEAR%20ALL", kind=form), frozenset({403}))
    yield Request("form-update-beside", _post(b"query=ASK{}&update=CLEAR%20ALL", kind=form), frozenset({400, 403}))
    yield Request("body-update", _post(b"CLEAR ALL", kind="application/sparql-update"), frozenset({403}))
    yield Request("body-of-ten-megabytes", _post(b" " * 10 * MEGABYTE), frozenset({413}))
    yield Request("body-not-utf-8", _post(bytes(range(128, 256))), frozenset({400}))
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/turtle", "application/ld+json", ""):
        body = b'{"@context": "http://169.254.169.254/"}'
        yield Request(f"body-of-{kind.partition(';')[0]}", _post(body, kind=kind), frozenset({415}))
    yield Request("body-of-a-get", _get("/sparql?query=ASK{}", "Content-Length: 5") + b"12345", ANY)
    yield Request(
        "pipelined-1000", _get("/live").replace(b"Connection: close\r\n", b"") * 1_000, frozenset({200, 429}), 1_000
    )


def requests() -> list[Request]:
    """All of them."""
    return [request for kind in (framing, heads, targets, bodies) for request in kind()]


# What takes its time


def _drip(port: int, first: bytes, drop: bytes, seconds: float = 0.5) -> Seen:
    """Send something, then drop by drop until the server ends."""
    began, got = time.perf_counter(), bytearray()
    with connect(port) as wire, contextlib.suppress(ConnectionError):
        wire.sendall(first)
        while time.perf_counter() < began + PATIENCE:
            readable, _, _ = select.select([wire], [], [], seconds)
            if readable and not (part := wire.recv(MEGABYTE)):
                return _seen(bytes(got), True, began)
            got += part if readable else b""
            wire.sendall(drop)
        return _seen(bytes(got), False, began)
    return _seen(bytes(got), True, began)


def _silent(port: int, sent: bytes) -> Seen:
    return exchange(port, sent, quiet=PATIENCE)


def _unread(port: int) -> Seen:
    """Take nothing in for a while, and then see how much still comes: not all, if the server gave up."""
    began, got = time.perf_counter(), 0
    with connect(port, receive_bytes=4096) as wire, contextlib.suppress(ConnectionError):
        wire.sendall(_post(LARGE_ANSWER.encode()))
        time.sleep(PATIENCE - 10)
        while part := wire.recv(MEGABYTE):
            got += len(part)
    return Seen([], b"", got < LARGE_BYTES, time.perf_counter() - began)


def _hardly_read(port: int) -> Seen:
    began = time.perf_counter()
    with connect(port, receive_bytes=4096) as wire, contextlib.suppress(ConnectionError):
        wire.sendall(_post(LARGE_ANSWER.encode()))
        while time.perf_counter() < began + PATIENCE:
            if not wire.recv(512):
                break
            time.sleep(0.5)
        else:
            return _seen(b"", False, began)
    return _seen(b"", True, began)


def _half_closed(port: int, sent: bytes) -> Seen:
    with connect(port) as wire:
        wire.sendall(sent)
        wire.shutdown(socket.SHUT_WR)
        return _read(wire, b"", PATIENCE)


def _many(port: int, count: int, sent: bytes) -> Seen:
    """Open many connections that say something, or nothing, and wait for the end of all."""
    began, got = time.perf_counter(), bytearray()
    with contextlib.ExitStack() as stack:
        open_ = set()
        for _ in range(count):
            with contextlib.suppress(OSError):
                wire = stack.enter_context(connect(port, "127.0.0.11"))
                wire.sendall(sent)
                open_.add(wire)
        while open_ and time.perf_counter() < began + PATIENCE:
            readable, _, _ = select.select(list(open_), [], [], 1)
            for wire in readable:
                part = b""
                with contextlib.suppress(ConnectionError):
                    part = wire.recv(MEGABYTE)
                got += part
                if not part:
                    open_.remove(wire)
        return _seen(bytes(got), not open_, began)


def leave_at_once(port: int, count: int) -> None:
    """Ask for something dear, and leave without waiting, again and again."""
    for number in range(count):
        with connect(port, "127.0.0.12") as wire:
            wire.sendall(_post(HEAVY.encode() + b" #%d" % number))


def leave_within(port: int) -> None:
    """Ask for much, read a part of it, and leave."""
    with connect(port, "127.0.0.12") as wire:
        wire.sendall(_post(LARGE_ANSWER.encode()))
        wire.recv(1000)


def ask(port: int, query: str, *fields: str, source: str = SOURCE) -> Seen:
    """Send a query, and read all that comes."""
    return exchange(port, _post(query.encode(), *fields), source=source)


Patient = Callable[[int], Seen]
_QUERY = "Content-Type: application/sparql-query"
_BODY = _get("/sparql", _QUERY, "Content-Length: 1000", method=b"POST")
_CHUNKS = _get("/sparql", _QUERY, "Transfer-Encoding: chunked", method=b"POST")
_CONTINUE = _get("/sparql", _QUERY, "Content-Length: 1000", "Expect: 100-continue", method=b"POST")

PATIENT: dict[str, Patient] = {
    "nothing is said": lambda port: _silent(port, b""),
    "one byte is said": lambda port: _silent(port, b"G"),
    "a head has one line": lambda port: _silent(port, b"GET /\r\n"),
    "a head has no end": lambda port: _silent(port, b"GET /live HTTP/1.1\r\nHost: x\r\n"),
    "a body has no end": lambda port: _silent(port, _BODY + b"ASK"),
    "a body that was announced never comes": lambda port: _silent(port, _CONTINUE),
    "chunks have no end": lambda port: _silent(port, _CHUNKS + b"3\r\nASK\r\n"),
    "a request line comes letter by letter": lambda port: _drip(port, b"GET /", b"x"),
    "headers come one by one": lambda port: _drip(port, b"GET /live HTTP/1.1\r\nHost: x\r\n", b"X: x\r\n"),
    "a body comes letter by letter": lambda port: _drip(port, _BODY, b" "),
    "chunks come one by one": lambda port: _drip(port, _CHUNKS, b"1\r\n \r\n"),
    "blank lines come one by one": lambda port: _drip(port, b"", b"\r\n"),
    "an answer of 50 MB is never read": _unread,
    "an answer of 50 MB is hardly read": _hardly_read,
    "half of the connection closes after a small question": lambda port: _half_closed(port, _get("/live")),
    "half of the connection closes after a large question": lambda port: _half_closed(port, _post(HEAVY.encode())),
    "half of the connection closes within a head": lambda port: _half_closed(port, b"GET /"),
    "half of the connection closes within a body": lambda port: _half_closed(port, _BODY),
    "half of the connection closes at once": lambda port: _half_closed(port, b""),
    "two hundred connections say nothing": lambda port: _many(port, 200, b""),
    "two hundred heads have no end": lambda port: _many(port, 200, b"GET /live HTTP/1.1\r\n"),
    "four hundred connections of one address": lambda port: _many(port, 400, b"GET / HTTP/1.1\r\n"),
}
"""Connections that are to cost the service time: what happens, and how it is done."""
