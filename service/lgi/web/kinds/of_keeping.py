"""Kinds of problem that those meet who keep an answer, or look for one that was kept."""

from http import HTTPStatus

from lgi import errors
from lgi.errors import LgiError
from lgi.web.kinds.kind import Kind

OURS: dict[type[LgiError], Kind] = {
    errors.Unkeepable: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "unkeepable",
        "The answer cannot be kept",
        "The answer would not be the same again on the same release, or holds what has no name outside it, so nobody could check it later.",
        "Change the query as the detail says, and keep its answer then.",
    ),
    errors.TooLargeToKeep: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large-to-keep",
        "The answer is too large to be kept",
        "An answer that is kept is stored for ever, so it may not be as large as one that is only given.",
        "Ask for fewer rows or columns, or cite the release and the query, with which anybody can ask again.",
    ),
    errors.NoRoom: Kind(
        HTTPStatus.INSUFFICIENT_STORAGE,
        "no-room",
        "There is no room for another answer",
        "The service keeps so much and no more, and forgets nothing that was kept to make room.",
        "Tell the editors, who can make room; until then cite the release and the query.",
    ),
    errors.CabinetShut: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "answers-shut",
        "Kept answers cannot be got at",
        "The place where answers are kept is not there, busy or damaged. All else is served as before.",
        "Try again later; tell the editors if it lasts.",
    ),
}
"""Kinds of our own errors, by their class."""
