"""One worker process, seen from outside: start it, put a query to it, end it."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from lgi import errors
from lgi.engine import Answer, Query
from lgi.engine.frames import frame, receive_frame
from lgi.errors import BadRelease, LgiError, TooComplex, TooSlow
from lgi.media import Accept

_START_SECONDS = 120
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL")


@dataclass(eq=False)
class Worker:
    """A worker process; once `spent` it must be ended and replaced."""

    process: Process
    spent: bool = False

    @classmethod
    async def start(cls, orders: Mapping[str, Any]) -> Self:
        """Start a process, give it its orders and wait until it is ready.

        It is told nothing of its surroundings but where Python finds its packages.
        Raises BadRelease if it cannot open the release; whatever goes wrong, no process stays behind.
        """
        surroundings = {name: os.environ[name] for name in _KEPT if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "lgi.engine.worker", stdin=PIPE, stdout=PIPE, env=surroundings, start_new_session=True
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker._exchange(orders)
        except asyncio.IncompleteReadError:
            await worker.end()
            raise BadRelease("a worker cannot open the release: build it again with 'lgi build --again'") from None
        except BaseException:
            await worker.end()
            raise
        return worker

    async def ask(self, query: Query, accept: Accept, seconds: float) -> Answer:
        """Put a query. Raises QueryError or NotAcceptable; if it gets no whole answer, the worker is spent."""
        self.spent = True
        try:
            async with asyncio.timeout(seconds):
                head, body = await self._exchange({**asdict(query), "accept": asdict(accept)})
        except TimeoutError:
            advice = "bind more terms, drop cross products, or add a LIMIT"
            raise TooSlow(f"the query was stopped after {seconds:g} seconds: {advice}") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            advice = "write it simpler, or ask for less"
            raise TooComplex(f"the query broke the engine's limits of nesting or memory: {advice}") from None
        self.spent = False
        if "error" in head:
            raise _fault(head)
        return Answer(body, head["media_type"], head["kind"], head["stable"])

    async def end(self) -> None:
        """Kill the process, and wait until it and its pipes are gone."""
        assert self.process.stdin and self.process.stdout
        if self.process.returncode is None:
            # Not Process.kill(): it asks for the exit status first, behind the back of the event loop.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
        await self.process.wait()
        self.process.stdin.close()
        # Whoever still waits for an answer reads the end of the pipe for us.
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self.process.stdin.wait_closed()
            await self.process.stdout.read()

    async def _exchange(self, head: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(frame(head))
        await self.process.stdin.drain()
        return await receive_frame(self.process.stdout)


def _fault(head: Mapping[str, Any]) -> LgiError:
    """Make the error that a worker told of."""
    kind: type[LgiError] = getattr(errors, head["error"])
    fault = kind(head["message"])
    vars(fault).update(head["details"])
    return fault
