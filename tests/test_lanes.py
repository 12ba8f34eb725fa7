import asyncio
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import pytest
import uvloop

from lgi import media
from lgi.engine import Answer, Limits, Query, crew, embedded, supply
from lgi.engine.embedded import Embedded
from lgi.engine.job import Job
from lgi.engine.process import Watch, Worker
from lgi.errors import BadRelease, Busy, QueryError, TooComplex, TooMany, TooSlow
from lgi.media import Accept
from lgi.release import DUMP, STORE, Release

Result = TypeVar("Result")

CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(30)) + " }"
ONE_ROW = "SELECT (1 AS ?x) {}"
HUNDRED = " ".join(map(str, range(100)))
LONG = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?{name} {{ {HUNDRED} }}' for name in 'abc')} VALUES ?d {{ 1 2 3 4 5 }} }}"
"""Some tenths of a second."""

LARGE = f"SELECT * {{ {' '.join(f'VALUES ?{name} {{ {HUNDRED} }}' for name in 'ab')} VALUES ?c {{ 1 2 3 4 }} }}"
"""An answer of some MiB."""

ON_ITS_OWN = """
import asyncio, sys
from pathlib import Path
from lgi import media, release
from lgi.engine import Limits, Query
from lgi.engine.embedded import Embedded

async def work():
    folder = Path(sys.argv[1])
    async with Embedded(release.open_release(folder), Limits(workers=1, seconds=60)) as engine:
        busy = asyncio.create_task(engine.run(Query(sys.argv[2]), media.DEFAULT))
        await asyncio.sleep(0.2)
        print(*engine.workers, flush=True)
        await busy

asyncio.run(work())
"""


def _with(release: Release, limits: Limits, work: Callable[[Embedded], Awaitable[Result]]) -> Result:
    """Run some work on the event loop that the service has."""

    async def run() -> Result:
        async with Embedded(release, limits) as engine:
            return await work(engine)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        # Another process changes it, so there is no event to wait for.
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def _full(engine: Embedded) -> list[int]:
    await _until(lambda: len(engine.workers) == engine.limits.workers + 2)
    return engine.workers


def _ask(engine: Embedded, text: str, client: str = "") -> asyncio.Task[Answer]:
    return asyncio.create_task(engine.run(Query(text, client=client), media.DEFAULT))


async def _leave(*tasks: asyncio.Task[Answer]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[1])


def _open_files(pid: int) -> list[str]:
    return [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


# --- two lanes -------------------------------------------------------------------------------------------------


def test_a_long_query_is_answered_in_the_heavy_lane_and_its_worker_is_not_used_again(any_data: Release) -> None:
    async def work(engine: Embedded) -> tuple[Answer, set[int], int]:
        before = await _full(engine)
        asked = _ask(engine, LONG)
        await _until(lambda: engine.heavy == 1)
        assert engine.idle == 1
        answer = await asked
        await _until(lambda: engine.heavy == 0)
        return answer, set(before) - set(await _full(engine)), engine.replaced

    answer, gone, replaced = _with(any_data, Limits(workers=1, light_seconds=0.01), work)

    assert b"5000000" in answer.body and answer.seconds > 0.01
    assert [_lives(pid) for pid in gone] == [False]
    assert replaced == 1


def test_a_heavy_worker_lets_all_others_go_first(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[int]:
        asked = _ask(engine, CROSS_JOIN)
        await _until(lambda: engine.heavy == 1)
        await asyncio.sleep(0.1)
        found = sorted(os.getpriority(os.PRIO_PROCESS, pid) for pid in engine.workers)
        await _leave(asked)
        return found

    low, *_ = reversed(_with(any_data, Limits(workers=1, light_seconds=0.01), work))

    assert low > os.getpriority(os.PRIO_PROCESS, 0)


def test_without_a_heavy_lane_a_long_query_goes_on_while_nobody_else_comes(any_data: Release) -> None:
    answer = _with(any_data, Limits(workers=1, heavy=0, light_seconds=0.01), lambda engine: _ask(engine, LONG))

    assert b"5000000" in answer.body


def test_who_comes_drives_out_a_long_query_which_begins_again_once_there_is_a_place(any_data: Release) -> None:
    async def work(engine: Embedded) -> Answer:
        first = _ask(engine, CROSS_JOIN)
        await _until(lambda: engine.heavy == 1)
        second = _ask(engine, LONG)
        await asyncio.sleep(0.1)
        assert (engine.idle, engine.waiting_heavy) == (0, 0)
        before = time.monotonic()
        await engine.run(Query(ONE_ROW), media.DEFAULT)
        assert time.monotonic() - before < 0.5
        assert (engine.idle, engine.waiting_heavy, engine.killed) == (1, 1, 1)
        await _leave(first)
        return await second

    limits = Limits(workers=1, heavy=1, light_seconds=0.03, seconds=20)
    answer = _with(any_data, limits, work)

    assert b"5000000" in answer.body


def test_a_long_query_goes_on_where_it_is_once_the_heavy_lane_has_a_place(any_data: Release) -> None:
    async def work(engine: Embedded) -> int:
        first, second = _ask(engine, CROSS_JOIN), _ask(engine, CROSS_JOIN)
        await _until(lambda: engine.heavy == 1 and engine.idle == 0)
        await asyncio.sleep(0.1)
        await _leave(first)
        await _until(lambda: engine.heavy == 1 and engine.idle == 1)
        killed = engine.killed
        await _leave(second)
        return killed

    assert _with(any_data, Limits(workers=1, heavy=1, light_seconds=0.03, seconds=20), work) == 1


def test_a_long_query_that_may_not_even_wait_is_told_so(any_data: Release) -> None:
    async def work(engine: Embedded) -> None:
        first = _ask(engine, CROSS_JOIN)
        await _until(lambda: engine.heavy == 1)
        second = _ask(engine, CROSS_JOIN)
        await asyncio.sleep(0.1)
        await engine.run(Query(ONE_ROW), media.DEFAULT)
        with pytest.raises(Busy, match=r"more than 0.03 seconds, and 0 such wait") as caught:
            await second
        assert caught.value.limit == "queue"
        await _leave(first)

    _with(any_data, Limits(workers=1, heavy=1, light_seconds=0.03, seconds=20, queue=0), work)


def test_every_query_ends_by_its_deadline_wherever_it_is(any_data: Release) -> None:
    async def work(engine: Embedded) -> tuple[float, list[type]]:
        before = time.monotonic()
        told = await asyncio.gather(*(_ask(engine, CROSS_JOIN) for _ in range(12)), return_exceptions=True)
        return time.monotonic() - before, [type(fault) for fault in told]

    seconds, told = _with(any_data, Limits(workers=1, heavy=1, seconds=1), work)

    assert seconds < 1.5
    assert TooSlow in told and Busy in told and set(told) == {TooSlow, Busy}


def test_a_query_that_waited_long_is_told_how_long(any_data: Release) -> None:
    async def work(engine: Embedded) -> None:
        first = _ask(engine, CROSS_JOIN)
        second = _ask(engine, CROSS_JOIN)
        await asyncio.sleep(0.5)
        await _leave(first)
        with pytest.raises(TooSlow, match=r"stopped after 1 seconds, 0\.\d of them spent waiting"):
            await second

    _with(any_data, Limits(workers=1, light_seconds=1, seconds=1), work)


def test_lookups_are_answered_soon_beside_many_cross_joins(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[float]:
        heavy = [_ask(engine, CROSS_JOIN) for _ in range(32)]
        await asyncio.sleep(0.1)
        taken = []
        for _ in range(40):
            before = time.monotonic()
            await engine.run(Query(ONE_ROW), media.DEFAULT)
            taken.append(time.monotonic() - before)
            await asyncio.sleep(0.02)
        await _leave(*heavy)
        return taken

    taken = sorted(_with(any_data, Limits(seconds=20), work))

    assert taken[-3] < 1


def test_without_workers_a_query_waits_for_one_in_vain(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[int]:
        with pytest.raises(Busy, match="no worker was free"):
            await _ask(engine, ONE_ROW)
        return engine.workers

    assert _with(any_data, Limits(workers=0, seconds=0.1), work) == []


def test_a_worker_is_replaced_after_many_queries(any_data: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_MOST_QUERIES", 5)

    async def work(engine: Embedded) -> int:
        for _ in range(20):
            await engine.run(Query(ONE_ROW), media.DEFAULT)
        return engine.replaced

    assert _with(any_data, Limits(workers=1), work) == 4


# --- budgets ---------------------------------------------------------------------------------------------------


def test_one_client_may_have_so_many_heavy_queries_and_another_has_its_own(any_data: Release) -> None:
    async def work(engine: Embedded) -> None:
        first = _ask(engine, CROSS_JOIN, "ann")
        await _until(lambda: engine.heavy == 1)
        with pytest.raises(TooMany, match="1 of your long queries") as caught:
            await _ask(engine, CROSS_JOIN, "ann")
        assert (caught.value.limit, caught.value.retry_after) == ("client_heavy", 20)
        second = _ask(engine, CROSS_JOIN, "bob")
        await _until(lambda: engine.heavy == 2)
        await _leave(first, second)
        assert b"5000000" in (await _ask(engine, LONG, "ann")).body

    _with(any_data, Limits(client_heavy=1, light_seconds=0.01, seconds=20), work)


def test_a_client_that_has_used_its_seconds_must_wait_and_our_own_queries_never_must(any_data: Release) -> None:
    async def work(engine: Embedded) -> None:
        await _ask(engine, LONG, "ann")
        with pytest.raises(TooMany) as caught:
            await _ask(engine, ONE_ROW, "ann")
        assert caught.value.limit == "client_seconds" and (caught.value.retry_after or 0) > 1
        await _ask(engine, ONE_ROW, "bob")
        await _ask(engine, LONG)
        await _ask(engine, ONE_ROW)

    _with(any_data, Limits(client_seconds=0.01), work)


# --- large answers ---------------------------------------------------------------------------------------------


def test_a_large_answer_stands_in_a_file_and_a_small_one_does_not(any_data: Release) -> None:
    async def work(engine: Embedded) -> tuple[Answer, Answer]:
        accept = Accept(media.SOLUTIONS["json"], None, None)
        return await engine.run(Query(LARGE), accept), await engine.run(Query(ONE_ROW), accept)

    large, small = _with(any_data, Limits(), work)

    assert (small.file, large.body) == (None, b"")
    body = large.read()
    assert large.file and body.startswith(b'{"head"') and body.endswith(b"]}}")
    large.file.close()


def test_an_answer_that_there_is_no_room_for_is_told_so(any_data: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(engine: Embedded) -> Answer:
        with pytest.raises(Busy, match="no room for the answer"):
            await _ask(engine, LARGE)
        return await _ask(engine, ONE_ROW)

    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")

    assert _with(any_data, Limits(), work).body


def test_who_leaves_as_a_large_answer_comes_leaves_no_file_open(any_data: Release) -> None:
    async def work(engine: Embedded) -> tuple[int, int]:
        await _full(engine)
        before = _descriptors()
        for pause in range(40):
            task = _ask(engine, LARGE)
            await asyncio.sleep(pause / 1000)
            await _leave(task)
            if not task.cancelled():
                file = task.result().file
                assert file
                file.close()
        await _full(engine)
        await _until(lambda: _descriptors() <= before)
        return before, _descriptors()

    before, after = _with(any_data, Limits(workers=1), work)

    assert after == before


def test_an_answer_that_came_just_as_its_asker_left_is_closed() -> None:
    async def work() -> tuple[BinaryIO, BinaryIO | None]:
        files = cast(BinaryIO, tempfile.TemporaryFile()), None  # noqa: SIM115
        for file in files:
            future = asyncio.get_running_loop().create_future()
            future.set_result(Answer(b"", "text/csv", "solutions", file=file))
            Job(b"", "", 0, 1, future).close()
        return files

    assert asyncio.run(work())[0].closed


def test_an_answer_or_an_error_for_somebody_who_has_left_is_thrown_away(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[BaseException | Answer]:
        told: list[BaseException | Answer] = []
        for text in (LARGE, "ASK {", ONE_ROW):
            task = _ask(engine, text)
            await asyncio.sleep(0)
            (job,) = engine._lanes.light
            job.future.cancel()
            # The answer is there before the event loop turns to whoever has left.
            time.sleep(0.3)  # noqa: ASYNC251
            told += await asyncio.gather(task, return_exceptions=True)
        return told

    assert {type(fault) for fault in _with(any_data, Limits(light_seconds=5), work)} == {asyncio.CancelledError}


def test_a_query_larger_than_a_socket_takes_at_once_arrives_whole(any_data: Release) -> None:
    answer = _with(any_data, Limits(), lambda engine: _ask(engine, f"ASK {{}} #{'x' * 900_000}"))

    assert b"true" in answer.body


# --- ends that nobody ordered ----------------------------------------------------------------------------------


def test_workers_that_are_killed_while_idle_are_not_missed(any_data: Release) -> None:
    async def work(engine: Embedded) -> Answer:
        for pid in await _full(engine):
            os.kill(pid, signal.SIGKILL)
        return await _ask(engine, ONE_ROW)

    assert _with(any_data, Limits(workers=1), work).body


def test_a_query_that_its_worker_never_saw_is_put_to_another_one(any_data: Release) -> None:
    async def work(engine: Embedded) -> Answer:
        for pid in (pids := await _full(engine)):
            os.kill(pid, signal.SIGSTOP)
        asked = _ask(engine, ONE_ROW)
        await asyncio.sleep(0.05)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return await asked

    assert _with(any_data, Limits(workers=1, light_seconds=5), work).body


def test_a_heavy_query_that_its_worker_never_saw_waits_in_its_own_queue(any_data: Release) -> None:
    async def work(engine: Embedded) -> Answer:
        for pid in (pids := await _full(engine)):
            os.kill(pid, signal.SIGSTOP)
        asked = _ask(engine, ONE_ROW)
        await _until(lambda: engine.heavy == 1)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return await asked

    assert _with(any_data, Limits(workers=1), work).body


@pytest.mark.parametrize(
    ("number", "fault"),
    [(signal.SIGKILL, TooComplex), (signal.SIGSEGV, TooComplex), (signal.SIGALRM, TooSlow)],
)
def test_a_query_whose_worker_is_ended_at_work_is_not_tried_again(
    any_data: Release, number: signal.Signals, fault: type[QueryError]
) -> None:
    async def work(engine: Embedded) -> Answer:
        await _full(engine)
        asked = _ask(engine, CROSS_JOIN)
        await asyncio.sleep(0.2)
        for pid in engine.workers:
            os.kill(pid, number)
        with pytest.raises(fault):
            await asked
        return await _ask(engine, ONE_ROW)

    assert _with(any_data, Limits(workers=1, light_seconds=5), work).body


def test_when_the_nursery_ends_another_takes_its_place(any_data: Release) -> None:
    async def work(engine: Embedded) -> tuple[list[int], Answer]:
        before = await _full(engine)
        asked = _ask(engine, CROSS_JOIN)
        await asyncio.sleep(0.2)
        os.kill(_parent(before[0]), signal.SIGKILL)
        with pytest.raises(Busy, match="starts again") as caught:
            await asked
        assert caught.value.retry_after == 1
        answer = await _ask(engine, ONE_ROW)
        await _until(lambda: not any(_lives(pid) for pid in before))
        return before, answer

    before, answer = _with(any_data, Limits(workers=1, light_seconds=5), work)

    assert answer.body and before


def test_a_pool_whose_nursery_cannot_start_tries_again_until_it_can(any_data: Release) -> None:
    dump, away = any_data.path / DUMP, any_data.path / "away"

    async def work(engine: Embedded) -> Answer:
        dump.rename(away)
        os.kill(_parent(engine.workers[0]), signal.SIGKILL)
        await _until(lambda: engine.workers == [])
        asked = _ask(engine, ONE_ROW)
        await asyncio.sleep(1)
        away.rename(dump)
        return await asked

    assert _with(any_data, Limits(workers=1), work).body


def test_a_pool_that_ends_while_its_nursery_cannot_start_ends(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[int]:
        (any_data.path / DUMP).unlink()
        os.kill(_parent(engine.workers[0]), signal.SIGKILL)
        await _until(lambda: engine.workers == [])
        await asyncio.sleep(0.5)
        return engine.workers

    assert _with(any_data, Limits(workers=1), work) == []


def test_workers_that_cannot_open_a_release_on_disk_are_tried_again(
    any_data: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "IN_MEMORY_QUADS", 0)
    store, away = any_data.path / STORE, any_data.path / "away"

    async def work(engine: Embedded) -> Answer:
        pids = await _full(engine)
        store.rename(away)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        asked = _ask(engine, ONE_ROW)
        await asyncio.sleep(0.5)
        away.rename(store)
        return await asked

    assert _with(any_data, Limits(workers=1), work).body


def test_a_release_on_disk_that_no_worker_can_open_is_damaged(
    any_data: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "IN_MEMORY_QUADS", 0)
    (any_data.path / STORE).rename(any_data.path / "away")

    with pytest.raises(BadRelease, match="build it again"):
        _with(any_data, Limits(workers=1), lambda engine: _ask(engine, ONE_ROW))


def test_a_nursery_that_is_found_dead_is_replaced(any_data: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_MOST_QUERIES", 1)

    async def work(engine: Embedded) -> Answer:
        nursery = _parent((await _full(engine))[0])
        os.kill(nursery, signal.SIGSTOP)
        first = await _ask(engine, ONE_ROW)
        os.kill(nursery, signal.SIGKILL)
        # The event loop must not hear of it first.
        time.sleep(0.3)  # noqa: ASYNC251
        engine._lanes.crew.keep(5)
        assert first.body
        return await _ask(engine, ONE_ROW)

    assert _with(any_data, Limits(workers=1), work).body


def test_a_nursery_that_hangs_is_killed_in_the_end(any_data: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "_END_SECONDS", 0.2)

    async def work(engine: Embedded) -> list[int]:
        workers = await _full(engine)
        nursery = _parent(workers[0])
        os.kill(nursery, signal.SIGSTOP)
        return [nursery, *workers]

    pids = _with(any_data, Limits(workers=1), work)

    asyncio.run(_until(lambda: not any(_lives(pid) for pid in pids)))


def test_without_a_nursery_nothing_is_ordered() -> None:
    orders = supply.Supply({}, Watch(print, print, print), print, print)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = Worker(1, ours, Watch(print, print, print))
        orders.lower(worker)
        orders.end(worker)

        asyncio.run(orders.close())

        assert not orders.fork()


def test_a_nursery_that_takes_too_long_to_open_is_given_up(any_data: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "_START_SECONDS", 0.01)

    with pytest.raises(TimeoutError):
        _with(any_data, Limits(workers=1), lambda engine: _ask(engine, ONE_ROW))


def test_a_worker_has_one_socket_and_it_is_its_own(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[list[str]]:
        pids = await _full(engine)
        return [_open_files(pid) for pid in pids]

    sockets = [[link for link in links if "socket" in link] for links in _with(any_data, Limits(), work)]

    assert [len(each) for each in sockets] == [1] * 4
    assert len({link for each in sockets for link in each}) == 4


def test_whatever_is_killed_at_random_queries_are_answered_on_and_nothing_leaks(any_data: Release) -> None:
    chance = random.Random(7)  # noqa: S311

    async def work(engine: Embedded) -> tuple[int, int, int]:
        nursery = _parent((await _full(engine))[0])
        before, tasks = _descriptors(), len(asyncio.all_tasks())
        for turn in range(200):
            task = _ask(engine, chance.choice([CROSS_JOIN, ONE_ROW, LARGE]))
            await asyncio.sleep(chance.random() / 100)
            if chance.random() < 0.3 and engine.workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(engine.workers), signal.SIGKILL)
            if turn in (60, 120):
                os.kill(_parent((await _full(engine))[0]), signal.SIGKILL)
            await _leave(task)
            if not task.cancelled() and not task.exception() and (file := task.result().file):
                file.close()
        assert (await _ask(engine, ONE_ROW)).body
        assert _parent((await _full(engine))[0]) != nursery
        await _until(lambda: _descriptors() <= before and len(asyncio.all_tasks()) <= tasks and engine.heavy == 0)
        return before, _descriptors(), engine.heavy + engine.waiting_light + engine.waiting_heavy

    before, after, left = _with(any_data, Limits(workers=2, light_seconds=0.005), work)

    assert (after, left) == (before, 0)


def test_when_the_process_that_asks_is_killed_no_worker_stays(any_data: Release) -> None:
    command = [sys.executable, "-c", ON_ITS_OWN, str(any_data.path), CROSS_JOIN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout
        pids = [int(pid) for pid in asking.stdout.readline().split()]
        nursery = _parent(pids[0])
        asking.kill()

    assert len(pids) >= 3
    asyncio.run(_until(lambda: not any(_lives(pid) for pid in [*pids, nursery])))
