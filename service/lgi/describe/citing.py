"""Cite a release: in words, for BibTeX, and in the Citation File Format."""

from lgi import names
from lgi.describe.facts import TITLE
from lgi.release import Manifest


def address(manifest: Manifest) -> str:
    """Where a release is to be found for as long as it is kept, and its manifest after that."""
    return f"{names.BASE}release/{manifest.name}"


def words(manifest: Manifest) -> str:
    """A citation in words."""
    return f"The lgi editors ({_year(manifest)}). {TITLE}, release {manifest.name} [data set]. {address(manifest)}"


def bibtex(manifest: Manifest) -> str:
    """A citation for BibTeX."""
    return f"""\
@misc{{lgi-{manifest.name},
  author = {{{{The lgi editors}}}},
  title = {{{{{TITLE}}}}},
  year = {{{_year(manifest)}}},
  version = {{{manifest.name}}},
  url = {{{address(manifest)}}},
  note = {{Data set, CC BY 4.0}}
}}
"""


def cff(manifest: Manifest) -> str:
    """A citation in the Citation File Format."""
    return f"""\
cff-version: 1.2.0
message: If you use this data set, please cite it as below.
type: dataset
title: {TITLE}
authors:
  - name: The lgi editors
version: {manifest.name}
date-released: {manifest.built[:10]}
license: CC-BY-4.0
url: {address(manifest)}
identifiers:
  - type: other
    value: sha256:{manifest.digest}
    description: Digest of what is authored, as canonical N-Quads
"""


def _year(manifest: Manifest) -> str:
    return manifest.built[:4]
