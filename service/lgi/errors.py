"""Everything that can go wrong, as one tree.

LgiError
├── BadData             a file that cannot be read as what it claims to be
├── BadGraph            readable data that break the rules of the graph
├── BadQuestion         a question file that breaks the rules of question files
├── BadArgument         an argument that a question cannot take
├── BadChoice           something chosen on a page that cannot be chosen there
├── NotFound            no such question, thing or file
├── Moved               a thing that has another name now
├── Withdrawn           a thing that was there once
├── NotAcceptable       no format that the caller accepts
├── UnsupportedMedia    a request body in a type that is not understood
├── BadRelease          a release that is missing, damaged or incomplete
├── Dropped             a release of which no more is kept than what it was
├── AddressInUse        the port that was asked for belongs to another program
├── Unkeepable          an answer that would not be the same again, so that nothing can be told of it later
├── TooLargeToKeep      an answer that is larger than one that is kept may be
├── NoRoom              there is no room for another answer
├── CabinetShut         the answers that are kept cannot be got at
└── QueryError          a query that gets no answer
    ├── BadQuery        it does not follow the SPARQL grammar or asks for something unknown
    ├── Refused         it asks for what this endpoint never does
    ├── TooComplex      evaluating it broke a limit of size or memory
    ├── TooSlow         it ran into the deadline
    ├── TooMany         one client has used up its budget
    ├── Busy            too many queries wait already
    ├── Unreachable     the remote store gives no answer
    └── Untrustworthy   the remote store gives an answer that is not what it says
"""

from typing import Any


class LgiError(Exception):
    """What lgi raises on purpose; its text is written for the person who reads it."""


class BadData(LgiError):
    """A file that cannot be read as what it claims to be."""


class BadGraph(LgiError):
    """Readable data that break the rules of the graph."""


class BadQuestion(LgiError):
    """A question file that breaks the rules of question files."""


class BadArgument(LgiError):
    """An argument that a question cannot take."""


class BadChoice(LgiError):
    """Something chosen on a page that cannot be chosen there; `available` is what can be."""

    def __init__(self, message: str, available: list[str] | None = None) -> None:
        super().__init__(message)
        self.available = available or []


class NotFound(LgiError):
    """No such question, thing or file."""


class Moved(LgiError):
    """A thing that has another name now; `to` is its IRI by that name."""

    def __init__(self, message: str, to: str = "") -> None:
        super().__init__(message)
        self.to = to


class Withdrawn(LgiError):
    """A thing that was there once; `after` are the IRIs of what replaced it, `last` the last release that had it, if it is not this one."""

    def __init__(self, message: str, iri: str = "", after: list[str] | None = None, last: str = "") -> None:
        super().__init__(message)
        self.iri = iri
        self.after = after or []
        self.last = last


class NotAcceptable(LgiError):
    """No format that the caller accepts; `available` are the media types that there are."""

    def __init__(self, message: str, available: list[str] | None = None) -> None:
        super().__init__(message)
        self.available = available or []


class UnsupportedMedia(LgiError):
    """A request body in a type that is not understood."""


class BadRelease(LgiError):
    """A release that is missing, damaged or incomplete."""


class Dropped(LgiError):
    """A release whose data are no longer kept; `manifest` is what it says of itself (a `release.Manifest`)."""

    def __init__(self, message: str, manifest: Any = None) -> None:
        super().__init__(message)
        self.manifest = manifest


class AddressInUse(LgiError):
    """The port that was asked for belongs to another program."""


class Unkeepable(LgiError):
    """An answer that would not be the same again, so that nothing can be told of it later."""


class TooLargeToKeep(LgiError):
    """An answer that is larger than one that is kept may be."""


class NoRoom(LgiError):
    """There is no room for another answer."""


class CabinetShut(LgiError):
    """The answers that are kept cannot be got at."""


class QueryError(LgiError):
    """A query that gets no answer.

    `limit` is the limit that it broke, if any, by its name in `lgi.engine.Limits`; `retry_after` is after how many
    seconds it is worth asking again, None where asking again will not help.
    """

    def __init__(self, message: str, *, limit: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.limit = limit
        self.retry_after = retry_after


class BadQuery(QueryError):
    """A query that does not follow the SPARQL grammar, or asks for something unknown.

    `line` and `column` count from 1 and are None where the fault has no place, `token` is the word found there, and
    `suggestion` what to write instead, where that can be told.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        token: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.token = token
        self.suggestion = suggestion


class Refused(QueryError):
    """A query for something that this endpoint never does."""


class TooComplex(QueryError):
    """A query whose evaluation broke a limit of size or memory."""


class TooSlow(QueryError):
    """A query that ran into the deadline."""


class TooMany(QueryError):
    """A query of a client that has used up its budget."""


class Busy(QueryError):
    """Too many queries wait already."""


class Unreachable(QueryError):
    """The remote store gives no answer."""


class Untrustworthy(QueryError):
    """The remote store gives an answer that is not what it says it is."""
