"""Whether a client reads what it is sent: it may be slow, but not so slow that it holds an answer for ever."""

from math import inf

from lgi.web.refusals import Patience


class Outflow:
    """What is waiting to be read by one client, and until when some of it must have gone.

    >>> outflow = Outflow(Patience(stall_seconds=10, stall_bytes=100))
    >>> outflow.stalls(1000, now=0), outflow.stalls(850, now=9), outflow.stalls(800, now=18), outflow.stalls(800, now=19)
    (False, False, False, True)
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._left = 0
        self._until = inf

    def flows(self) -> None:
        """Begin anew: what was waiting has been read."""
        self._until = inf

    def stalls(self, left: int, now: float) -> bool:
        """Tell whether too little has been read for too long, when so many bytes are left."""
        if self._until == inf or left <= self._left - self._patience.stall_bytes:
            self._left, self._until = left, now + self._patience.stall_seconds
        return now >= self._until
