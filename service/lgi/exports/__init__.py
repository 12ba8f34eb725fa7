"""The files in other forms that a release holds: what it speaks of, nanopublications, reifiers, mappings."""

import gzip
from collections.abc import Mapping, Sequence

from pyoxigraph import Quad

from lgi.exports import mappings, nanopublications, reifiers, statements
from lgi.exports.statements import Statements
from lgi.release import Manifest


def files(quads: Sequence[Quad], manifest: Manifest) -> Mapping[str, bytes]:
    """Make these files from all facts and from what the release says of itself."""
    said = Statements.among(quads)
    claims = (nanopublications.of(claim, said, manifest) for claim in nanopublications.claims(said))
    return {
        statements.THINGS: statements.list_things(quads),
        nanopublications.FILE: _packed(nanopublications.write(quad for claim in claims for quad in claim)),
        reifiers.FILE: _packed(reifiers.write(quads)),
        **{f"{mappings.FOLDER}/{name}": text.encode() for name, text in mappings.files(quads, manifest).items()},
    }


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)
