"""An answer made to be kept, and one that was kept held against the release of today."""

import asyncio
import contextlib
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request

from lgi.archive import canonical
from lgi.archive.cabinet import MOST_BYTES
from lgi.archive.canonical import Frozen
from lgi.archive.comparison import Comparison, compare
from lgi.archive.record import Record
from lgi.engine import Answer, Query
from lgi.errors import CabinetShut, NoRoom, QueryError, TooComplex, TooLargeToKeep, TooSlow, Unkeepable
from lgi.web.evaluate import ForClient
from lgi.web.kept.clerk import Clerk
from lgi.web.site import Site


@dataclass(frozen=True)
class Today:
    """What the release of today says: how its answer compares, or why that cannot be told."""

    release: str
    found: Comparison | None
    reason: str = ""

    def document(self, record: Record) -> dict[str, Any]:
        """It as JSON; `same` is null if it cannot be told."""
        about: dict[str, Any] = {"answer": record.iri, "kept_on": record.asked.release, "release": self.release}
        if self.found is None:
            return {**about, "same": None, "reason": self.reason}
        return {**about, "same": self.found.same, **asdict(self.found)}


async def frozen(client: ForClient, query: Query) -> Frozen:
    """Ask a query, and give what came so that it can be kept. Raises QueryError, Unkeepable or TooLargeToKeep."""
    answer = await client.run(query, canonical.ACCEPT)
    body = await asyncio.to_thread(_read, answer) if answer.file else answer.body
    if not answer.stable:
        raise Unkeepable("the query asks for the time or for chance: write the date itself, or leave that out")
    if len(body) > MOST_BYTES:
        raise TooLargeToKeep(f"the answer has more than {MOST_BYTES >> 20} MiB: one that is kept may not")
    return await asyncio.to_thread(canonical.freeze, answer.kind, body)


def _read(answer: Answer) -> bytes:
    """Read a large answer, as far as it could be kept."""
    assert answer.file
    with answer.file as file:
        file.seek(0)
        return file.read(MOST_BYTES + 1)


async def today(request: Request, record: Record) -> Today:
    """Hold an answer against the newest release, once for each; what went wrong is told, and tried again in a minute."""
    newest: Site = request.app.state.sites.current
    with newest.used():
        return await _of_release(request, record, newest)


async def _of_release(request: Request, record: Record, newest: Site) -> Today:
    clerk: Clerk = request.app.state.clerk
    manifest = newest.release.manifest
    failed = clerk.failures.get((record.id, manifest.name))
    if failed:
        return Today(manifest.name, None, failed)
    found = await clerk.ask(lambda cabinet: cabinet.checked(record, manifest.name, manifest.built))
    if found:
        return Today(manifest.name, found)
    try:
        found = await _compared(request, record, newest)
    except (QueryError, Unkeepable, TooLargeToKeep) as fault:
        if isinstance(fault, TooSlow | TooComplex | Unkeepable | TooLargeToKeep):
            clerk.failures[record.id, manifest.name] = str(fault)
        return Today(manifest.name, None, str(fault))
    with contextlib.suppress(CabinetShut, NoRoom):
        await clerk.ask(lambda cabinet: cabinet.note(record, found))
    return Today(manifest.name, found)


async def _compared(request: Request, record: Record, newest: Site) -> Comparison:
    manifest, client = newest.release.manifest, ForClient(request)
    client.engine = newest.engine
    after = await frozen(client, record.asked.again())
    before = await asyncio.to_thread(record.frozen)
    return await asyncio.to_thread(compare, before, after, manifest.name, manifest.built)
