"""Serve an application to the public: uvicorn with everything set, in one process or several."""

import asyncio
import math
import os
import resource
import signal
import socket
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from lgi.errors import AddressInUse, BadArgument
from lgi.web import logs
from lgi.web.connections import Connection
from lgi.web.crowd import Network
from lgi.web.refusals import Patience
from lgi.web.settings import Settings

_BACKLOG = 2048
_ENOUGH_FILES = 1 << 16
_GRACE_SECONDS = 2

APPLICATION = "lgi.web.main:application"
"""The application by its name, from which every process makes its own."""


def serve(processes: int, proxies: Iterable[str], listening: socket.socket, aside: Path) -> None:
    """Serve what the environment names (see `lgi.web.settings`); several processes count together in a folder aside."""
    if processes > 1:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(aside)
    limits = Settings().limits()  # type: ignore[call-arg]  # it comes from the environment
    grace = math.ceil(limits.seconds) + _GRACE_SECONDS
    settings = config(
        APPLICATION,
        Patience(),
        processes=processes,
        proxies=proxies,
        grace_seconds=grace,
        log_config=logs.config(),
    )
    run(settings, listening)


def protocol(patience: Patience, proxies: Iterable[Network] = ()) -> type[asyncio.Protocol]:
    """What uvicorn takes for `http`; unlike a class made on the spot it can be sent to another process."""
    made = partial(Connection, patience=patience, proxies=tuple(proxies))
    return cast("type[asyncio.Protocol]", made)


def config(
    app: ASGIApp | str,
    patience: Patience,
    *,
    processes: int = 1,
    proxies: Iterable[str] = (),
    keep_alive_seconds: int = 5,
    grace_seconds: int = 30,
    log_config: dict[str, Any] | None = None,
) -> uvicorn.Config:
    """Set uvicorn up for an application, or for the import name of what makes one: several processes need a name.

    Forwarded headers are believed only from `proxies`, addresses or networks; the environment has no say in any of
    it. Raises BadArgument for a proxy that is neither.
    """
    networks = [_network(proxy) for proxy in proxies]
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=processes,
        loop="uvloop",
        http=protocol(patience, networks),
        ws="none",
        lifespan="on",
        log_config=log_config,
        access_log=False,
        proxy_headers=bool(networks),
        forwarded_allow_ips=[str(network) for network in networks],
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=keep_alive_seconds,
        timeout_graceful_shutdown=grace_seconds,
    )


def listen(host: str, port: int) -> socket.socket:
    """Take an address, before anything dear is begun; port 0 is any that is free. Raises AddressInUse."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as fault:
        advice = "choose another port with -p"
        raise AddressInUse(f"cannot listen on {host}:{port} ({fault.strerror}): {advice}") from None


def run(made: uvicorn.Config, listening: socket.socket) -> None:
    """Serve until the process is asked to end; what is being answered then is answered within the grace.

    Ends with SystemExit, so that whatever the caller has opened is closed.
    """
    raise_file_limit()
    # uvicorn hands the signal on when it has finished, and without this the process would die of it there and then.
    signal.signal(signal.SIGTERM, _leave)
    with suppress(KeyboardInterrupt):
        if made.workers > 1:
            _Processes(made, [listening]).run()
        else:
            uvicorn.Server(made).run([listening])


def raise_file_limit() -> int:
    """Let this process have as many connections open as it may, and tell how many files that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class _Processes(Multiprocess):
    """Several processes at one address."""

    def terminate_all(self) -> None:
        """End them; first our own hold on the address, or clients would queue for processes that are leaving."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def run(self) -> None:
        """Serve until asked to end, or until a process cannot start."""
        super().run()
        if any(process.exitcode == STARTUP_FAILURE for process in self.processes):
            raise SystemExit(STARTUP_FAILURE)


def _leave(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def _network(proxy: str) -> Network:
    try:
        return ip_network(proxy, strict=False)
    except ValueError:
        raise BadArgument(f"{proxy} is no address of a proxy: give one like 192.0.2.1 or 192.0.2.0/24") from None
