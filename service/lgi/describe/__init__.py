"""Describe a release: to machines in VoID and DCAT, and to those who write queries by its vocabulary and by examples.

What is said of the dataset stands in two places. The graph `graph/dataset` is in the release, so an endpoint can be
asked; it says what does not hang on the dumps, which hold it themselves. The file `dataset.ttl` beside the dumps is
written last: it says the same, and of each file its size, its checksum and where to get it.
"""

from lgi.describe.counts import dataset, examples
from lgi.describe.distributions import FILE, with_files
from lgi.describe.queries import ANY_QUERY, EXAMPLE_QUERY, queries
from lgi.describe.vocabulary import vocabulary

__all__ = ["ANY_QUERY", "EXAMPLE_QUERY", "FILE", "dataset", "examples", "queries", "vocabulary", "with_files"]
