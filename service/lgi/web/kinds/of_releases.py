"""Kinds of problem that those meet who ask a release by its name."""

from http import HTTPStatus

from lgi import errors
from lgi.errors import LgiError
from lgi.web.kinds.kind import Kind

OURS: dict[type[LgiError], Kind] = {
    errors.Dropped: Kind(
        HTTPStatus.GONE,
        "dropped",
        "The data of this release are no longer kept",
        "There was such a release. What is left of it is its manifest, with the checksums of all its files, and its change log.",
        "Use a release that is kept, or one of the dumps that others hold: its checksum is in the manifest.",
    ),
    errors.BadRelease: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "damaged-release",
        "This release is damaged",
        "The files of this release are not as they were built, so it is not read. Other releases are not affected.",
        "Use another release, and report it if it happens again.",
    ),
}
"""Kinds of our own errors, by their class."""
