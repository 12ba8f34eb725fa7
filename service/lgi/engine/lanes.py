"""Who is evaluated where, and who waits: a lane for light queries and one for heavy ones.

Nobody can tell before how long a query takes. So each begins in the light lane, first come, first served. One that
is not answered after `light_seconds` is heavy: if there is a place in the heavy lane it goes on where it is, at low
priority, and a fresh worker takes its place in the light lane. If there is none it may go on for as long as nobody
waits for its place (it is overdue); whoever comes drives it out, and it begins again when the heavy lane has one.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from lgi.engine import Limits, faults
from lgi.engine.budgets import Budgets
from lgi.engine.crew import Crew, Employer
from lgi.engine.frames import Incoming
from lgi.engine.job import Job, Place
from lgi.engine.process import Worker
from lgi.errors import TooMany

_SPARE = 2
"""So many workers stand ready beside those that the light lane holds: to take the place of one costs no waiting."""


class Lanes:
    """The queries at work and the queries that wait, and the crew that works; all on one event loop."""

    def __init__(self, orders: Mapping[str, Any], limits: Limits, budgets: Budgets) -> None:
        self.limits = limits
        self.light: set[Job] = set()
        self.heavy: set[Worker] = set()
        self.waiting: deque[Job] = deque()
        self.aside: deque[Job] = deque()
        self.crew = Crew(orders, Employer(self._answered, self._failed, self._gone, self.dispatch))
        self._overdue: deque[Job] = deque()
        self._at: dict[Worker, Job] = {}
        self._budgets = budgets

    def submit(self, job: Job) -> None:
        """Take a query in. Raises Busy if it may not even wait."""
        if len(self.waiting) >= self.limits.queue and not self._has_room():
            raise faults.queue_full(len(self.waiting))
        self.waiting.append(job)
        self.dispatch()
        if job.place is Place.WAITING:
            self._alarm(job, job.deadline, self._late)

    def drop(self, job: Job) -> None:
        """Let go of a query that nobody waits for any more; its worker, if it has one, is killed."""
        self._take_out(job)
        self._finish(job)
        self.dispatch()

    async def close(self) -> None:
        """End every worker, and tell all who still wait."""
        for job in [*self.waiting, *self.aside]:
            self._end(job, faults.died(None, self.limits))
        await self.crew.close()

    def dispatch(self) -> None:
        """Begin whatever can begin now, and order the workers that are lacking."""
        limits, crew = self.limits, self.crew
        while self._overdue and not self.aside and len(self.heavy) < limits.heavy:
            self._promote(self._overdue.popleft())
        while self.waiting and self._has_room():
            if len(self.light) >= limits.workers:
                self._set_aside(self._overdue[0])
            self._begin(self.waiting.popleft(), Place.LIGHT)
        while self.aside and crew.ready and len(self.heavy) < limits.heavy:
            self._begin(self.aside.popleft(), Place.HEAVY)
        crew.keep(limits.workers + (_SPARE if limits.workers else 0) - len(self.light))

    def _has_room(self) -> bool:
        return bool(self.crew.ready) and (len(self.light) < self.limits.workers or bool(self._overdue))

    def _begin(self, job: Job, place: Place) -> None:
        worker = job.worker = self.crew.take()
        self._at[worker] = job
        job.place, job.begun = place, asyncio.get_running_loop().time()
        if place is Place.HEAVY:
            self.heavy.add(worker)
            self.crew.lower(worker)
            self._alarm(job, job.deadline, self._late)
        else:
            self.light.add(job)
            self._alarm(job, job.begun + self.limits.light_seconds, self._slow)
        worker.ask(job.request)

    def _slow(self, job: Job) -> None:
        """A query is not answered soon: it is heavy."""
        try:
            self._budgets.begin_heavy(job.client)
        except TooMany as fault:
            self._end(job, fault)
            return
        job.is_heavy = True
        job.place = Place.OVERDUE
        self._overdue.append(job)
        self._alarm(job, job.deadline, self._late)
        assert job.worker
        self.crew.lower(job.worker)
        # It finds a place in the heavy lane, or is driven out if somebody waits.
        self.dispatch()

    def _promote(self, job: Job) -> None:
        assert job.worker
        self.light.discard(job)
        self.heavy.add(job.worker)
        job.place = Place.HEAVY

    def _set_aside(self, job: Job) -> None:
        """Take an overdue query out of the light lane; it begins again in the heavy one."""
        self._take_out(job)
        if len(self.aside) >= self.limits.queue:
            self._finish(job)
            job.fail(faults.heavy_queue_full(len(self.aside), self.limits))
        else:
            job.place = Place.ASIDE
            self.aside.append(job)

    def _late(self, job: Job) -> None:
        """A query's time is over."""
        waited = job.begun - job.arrived
        self._end(job, faults.too_slow(self.limits, waited) if job.worker else faults.never_begun(self.limits))

    def _end(self, job: Job, fault: Exception) -> None:
        self.drop(job)
        job.fail(fault)

    def _take_out(self, job: Job) -> None:
        """Take a query from wherever it is; if it is at work, its worker is killed."""
        if job.worker:
            self.crew.kill(self._leave(job))
        elif job.place is Place.WAITING:
            self.waiting.remove(job)
        elif job.place is Place.ASIDE:
            self.aside.remove(job)

    def _leave(self, job: Job, seconds: float | None = None) -> Worker:
        """Part a query from its worker, and charge its client with what it took."""
        worker, job.worker = job.worker, None
        assert worker
        del self._at[worker]
        self.light.discard(job)
        if job.place is Place.OVERDUE:
            self._overdue.remove(job)
        self._budgets.charge(job.client, asyncio.get_running_loop().time() - job.begun if seconds is None else seconds)
        return worker

    def _finish(self, job: Job) -> None:
        assert job.timer
        job.timer.cancel()
        if job.is_heavy:
            job.is_heavy = False
            self._budgets.end_heavy(job.client)
        job.place = Place.DONE

    def _answered(self, worker: Worker, incoming: Incoming) -> None:
        job, head = self._at[worker], incoming.head
        was_light = job.place is Place.LIGHT
        self._leave(job, head["seconds"])
        self._finish(job)
        if was_light:
            self.crew.give_back(worker)
        else:
            self.crew.dismiss(worker)
        job.answer(incoming, head)
        self.dispatch()

    def _failed(self, worker: Worker, fault: OSError) -> None:
        self._end(self._at[worker], faults.no_room(fault))

    def _gone(self, worker: Worker, status: int | None) -> None:
        """A worker is no more. A query that it never saw goes to another; one that it saw may be what ended it."""
        self.heavy.discard(worker)
        job = self._at.get(worker)
        if job:
            self._leave(job)
            if worker.untouched:
                self._again(job)
            else:
                self._finish(job)
                job.fail(faults.died(status, self.limits))
        self.dispatch()

    def _again(self, job: Job) -> None:
        job.place = Place.ASIDE if job.is_heavy else Place.WAITING
        (self.aside if job.is_heavy else self.waiting).appendleft(job)
        self._alarm(job, job.deadline, self._late)

    def _alarm(self, job: Job, when: float, ring: Callable[[Job], None]) -> None:
        """Look at a query again at that time, or at its deadline if that comes first."""
        if job.timer:
            job.timer.cancel()
        if when >= job.deadline:
            when, ring = job.deadline, self._late
        job.timer = asyncio.get_running_loop().call_at(when, ring, job)
