"""What the map of the evidence is drawn from: claims, findings and searches, each where it belongs."""

from collections import defaultdict
from dataclasses import dataclass

from lgi import names
from lgi.rows import Row, local
from lgi.web.views.inquiry import Inquiry

MODELS, MECHANISMS, ROLES = "models", "mechanisms", "roles"
ROWS = (MODELS, MECHANISMS, ROLES)
FINDING, CLAIM = names.ONTOLOGY + "#Finding", names.ONTOLOGY + "#OutcomeClaim"
UNREAD = names.SCHEMES + "search-result#not-readable"
_GROUP, _AREA = names.ONTOLOGY + "#servesGroup", names.ONTOLOGY + "#servesServiceArea"
NO_RANK = -1
_ASKED = ("findings-at-a-glance", "findings-by-kind-of-place", "people-and-services-of-models", "kinds-of-outcome")


@dataclass(frozen=True)
class Finding:
    """A finding: which way it points, and by which study, of which design and by whom; where and when it was told."""

    iri: str
    outcome: str
    valence: str
    state: str
    study: str
    of_others: bool
    design: str
    rank: int
    sources: frozenset[str]
    years: frozenset[int]
    places: frozenset[str]


@dataclass(frozen=True)
class Fact:
    """A claim, a finding or a search, in a row of the map and under a kind of outcome."""

    row: str
    model: str
    outcome: str
    kind: str
    iri: str
    day: str


@dataclass(frozen=True)
class Outcome:
    """A kind of outcome, and the broadest kind that it belongs to."""

    iri: str
    label: str
    meaning: str
    group: str


@dataclass(frozen=True)
class Facts:
    """All that a map is drawn from; `models` are those that each row speaks of, and the rest tells of these."""

    labels: dict[str, str]
    models: dict[str, frozenset[str]]
    facts: list[Fact]
    findings: dict[str, Finding]
    outcomes: dict[str, Outcome]
    people: dict[str, frozenset[str]]
    services: dict[str, frozenset[str]]
    names: dict[str, str]
    """Labels of kinds of people, of place and of service area."""
    designs: list[tuple[int, str]]
    """Designs that have a place in the order of designs, the first to be turned to last."""


def value(row: Row, column: str) -> str:
    """The text of a term of a row, or an empty one."""
    return row[column]["value"] if column in row else ""


async def gather(inquiry: Inquiry, rows: str) -> Facts:
    """Ask for all that a map with such rows is drawn from."""
    # One after another, for a client may have only few questions under way at a time.
    labels, models, facts = await _placed(inquiry, rows)
    told, places, served, outcomes = [await inquiry.rows(name) for name in _ASKED]
    return Facts(
        labels,
        models,
        facts,
        findings(told, places),
        {value(row, "outcome"): _outcome(row) for row in outcomes},
        _served(served, _GROUP),
        _served(served, _AREA),
        {
            **{local(value(row, "value")): row["value"]["label"] for row in served},
            **{local(value(row, "kind")): row["kind"]["label"] for row in places},
        },
        sorted({(int(value(row, "rank")), row["design"]["label"]) for row in told if "rank" in row}),
    )


def _outcome(row: Row) -> Outcome:
    return Outcome(value(row, "outcome"), row["outcome"]["label"], value(row, "meaning"), value(row, "group"))


def _served(served: list[Row], feature: str) -> dict[str, frozenset[str]]:
    found = defaultdict(set)
    for row in served:
        if value(row, "feature") == feature:
            found[value(row, "model")].add(local(value(row, "value")))
    return {model: frozenset(values) for model, values in found.items()}


def findings(told: list[Row], places: list[Row]) -> dict[str, Finding]:
    """Gather the rows that tell of each finding."""
    by_finding, kinds = defaultdict(list), defaultdict(set)
    for row in told:
        by_finding[value(row, "finding")].append(row)
    for row in places:
        kinds[value(row, "finding")].add(local(value(row, "kind")))
    return {iri: _finding(iri, rows, frozenset(kinds[iri])) for iri, rows in by_finding.items()}


def _finding(iri: str, rows: list[Row], places: frozenset[str]) -> Finding:
    first = rows[0]
    return Finding(
        iri,
        value(first, "outcome"),
        local(value(first, "valence")),
        value(first, "state"),
        value(first, "study"),
        bool(value(first, "study")) and local(value(first, "independence")) != "promoter-own",
        first["design"]["label"] if "design" in first else "",
        int(value(first, "rank") or NO_RANK),
        frozenset(value(row, "source") for row in rows if "source" in row),
        frozenset(int(value(row, "issued")[:4]) for row in rows if "issued" in row),
        places,
    )


Placed = tuple[dict[str, str], dict[str, frozenset[str]], list[Fact]]


async def _placed(inquiry: Inquiry, rows: str) -> Placed:
    if rows == MECHANISMS:
        return _rows_of(await inquiry.rows("facts-of-mechanisms-by-outcome"), "mechanism")
    if rows == MODELS:
        told = await inquiry.rows("facts-of-models-by-outcome")
        return _rows_of([row for row in told if "family" not in row], "model")
    told, roles = await inquiry.rows("facts-of-models-by-outcome"), await inquiry.rows("models-by-role")
    of_model = defaultdict(list)
    for row in told:
        of_model[value(row, "model")].append(row)
    return _rows_of([{**row, "role": role["role"]} for role in roles for row in of_model[value(role, "model")]], "role")


def _rows_of(told: list[Row], column: str) -> Placed:
    models = defaultdict(set)
    for row in told:
        models[value(row, column)].add(value(row, "model"))
    facts = [_fact(row, column) for row in told if "fact" in row]
    labels = {value(row, column): row[column]["label"] for row in told}
    return labels, {row: frozenset(held) for row, held in models.items()}, list(dict.fromkeys(facts))


def _fact(row: Row, column: str) -> Fact:
    columns = (column, "model", "outcome", "kind", "fact", "searched_on")
    return Fact(*(value(row, each) for each in columns))
