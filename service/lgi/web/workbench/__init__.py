"""What the workbench asks of the server: words to complete from, faults of a query, and why its answer is empty."""

from lgi.web.workbench import checks, reasons, words

PATHS = {"/query/vocabulary.json": words.words}
POSTED_TO = {"/sparql/check": checks.check, "/sparql/why": reasons.why}
