"""Everything that can go wrong, as one tree.

LgiError
├── BadData             a file that cannot be read as what it claims to be
├── BadGraph            readable data that break the rules of the graph
├── BadQuestion         a question file that breaks the rules of question files
├── BadArgument         an argument that a question cannot take
├── NotFound            no such question, thing or file
├── NotAcceptable       no format that the caller accepts
├── UnsupportedMedia    a request body in a type that is not understood
├── BadRelease          a release that is missing, damaged or incomplete
├── AddressInUse        the port that was asked for belongs to another program
└── QueryError          a query that gets no answer
    ├── BadQuery        it does not follow the SPARQL grammar or asks for something unknown
    ├── Refused         it asks for what this endpoint never does
    ├── TooComplex      evaluating it broke a limit of size or memory
    ├── TooSlow         it ran into the deadline
    └── Busy            too many queries wait already
"""


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


class NotFound(LgiError):
    """No such question, thing or file."""


class NotAcceptable(LgiError):
    """No format that the caller accepts."""


class UnsupportedMedia(LgiError):
    """A request body in a type that is not understood."""


class BadRelease(LgiError):
    """A release that is missing, damaged or incomplete."""


class AddressInUse(LgiError):
    """The port that was asked for belongs to another program."""


class QueryError(LgiError):
    """A query that gets no answer."""


class BadQuery(QueryError):
    """A query that does not follow the SPARQL grammar, or asks for something unknown.

    `line` and `column` count from 1 and are None where the fault has no place.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Refused(QueryError):
    """A query for something that this endpoint never does."""


class TooComplex(QueryError):
    """A query whose evaluation broke a limit of size or memory."""


class TooSlow(QueryError):
    """A query that ran into the deadline."""


class Busy(QueryError):
    """Too many queries wait already."""
