"""The crowd at one server: who is inside, who is being sent away and why, and a look round every now and then."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

from lgi.web.refusals import FULL, TOO_MANY_OF_ONE, Patience, Refusal

Network = IPv4Network | IPv6Network
_WHO = IPv4Address | IPv6Address
_PREFIX_OF_ONE_SITE = 64


class Guest(Protocol):
    """A connection, as the crowd knows it."""

    client: tuple[str, int] | None

    def look(self, now: float) -> None:
        """End what is overdue."""


class Crowd:
    """The count of a server's connections; an application finds it as `request.state.connections`.

    One timer for all of them is a good deal cheaper than one for each request.
    """

    def __init__(self, patience: Patience, proxies: Iterable[Network] = ()) -> None:
        self.patience = patience
        self.refused: Counter[str] = Counter()
        """How many were refused or cut off since the start, by reason."""
        self._proxies = tuple(proxies)
        self._inside: dict[Guest, str | None] = {}
        self._outside: set[Guest] = set()
        self._of_one: Counter[str | None] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def open(self) -> int:
        """How many connections there are now, without those that are being refused."""
        return len(self._inside)

    @property
    def crowded(self) -> bool:
        """Tell whether so many are being refused that no more can be told why."""
        return len(self._outside) > self.patience.most_refused

    def enter(self, guest: Guest, loop: asyncio.AbstractEventLoop) -> Refusal | None:
        """Let a connection in, or say why it must go; either way it is watched until it leaves."""
        if self._timer is None:
            self._timer = loop.call_later(self.patience.tick(), self._look_round, loop)
        who = ip_address(guest.client[0]) if guest.client else None
        site = _site(who) if who else None
        refusal = self._judge(who, site)
        if refusal:
            self._outside.add(guest)
        else:
            self._inside[guest] = site
            self._of_one[site] += 1
        return refusal

    def leave(self, guest: Guest) -> None:
        """Forget a connection that has ended."""
        self._outside.discard(guest)
        if guest in self._inside:
            site = self._inside.pop(guest)
            self._of_one[site] -= 1
            if not self._of_one[site]:
                del self._of_one[site]

    def _judge(self, who: _WHO | None, site: str | None) -> Refusal | None:
        if who and self._of_one[site] >= self.patience.most_of_one and not any(who in net for net in self._proxies):
            return TOO_MANY_OF_ONE
        return FULL if self.open >= self.patience.most else None

    def _look_round(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for guest in (*self._inside, *self._outside):
            guest.look(now)
        waiting = self._inside or self._outside
        self._timer = loop.call_later(self.patience.tick(), self._look_round, loop) if waiting else None


def _site(who: _WHO) -> str:
    """Name whom an address belongs to: a site has many IPv6 addresses, and may use them all.

    >>> _site(ip_address("2001:db8::1")) == _site(ip_address("2001:db8::ffff")), _site(ip_address("192.0.2.1"))
    (True, '192.0.2.1')
    >>> _site(ip_address("::ffff:192.0.2.1"))
    '192.0.2.1'
    """
    if isinstance(who, IPv4Address):
        return str(who)
    if who.ipv4_mapped:
        return str(who.ipv4_mapped)
    return str(IPv6Network((int(who), _PREFIX_OF_ONE_SITE), strict=False))
