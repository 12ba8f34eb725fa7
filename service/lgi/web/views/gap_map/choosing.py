"""What may be chosen on the map of the evidence: its rows, what is let through, and the cell that is opened."""

from dataclasses import asdict, dataclass, fields

from starlette.requests import Request

from lgi.rows import local
from lgi.web.views import choices
from lgi.web.views.gap_map.facts import MODELS, ROWS, Facts, Finding

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choice(choices.Chosen):
    """What was chosen, as it stands in the address.

    >>> Choice(rows="roles", since="2020").query(cell="voter/cost")
    'rows=roles&since=2020&cell=voter%2Fcost'
    """

    rows: str = MODELS
    outcome: str = ""
    people: str = ""
    place: str = ""
    service: str = ""
    design: str = ""
    since: str = ""
    filled: str = ""
    cell: str = ""

    @property
    def sifts(self) -> bool:
        """Whether it lets some findings of a row through, and not all."""
        return bool(self.place or self.design or self.since)

    def lets_through(self, finding: Finding, facts: Facts) -> bool:
        """Whether a finding is counted."""
        least = {slug_of(label): rank for rank, label in facts.designs}.get(self.design)
        return (
            (not self.place or self.place in finding.places)
            and (least is None or finding.rank >= least)
            and (not self.since or any(year >= int(self.since) for year in finding.years))
        )

    def speaks_of(self, model: str, facts: Facts) -> bool:
        """Whether what is told of a model is on the map."""
        return (not self.people or self.people in facts.people.get(model, ())) and (
            not self.service or self.service in facts.services.get(model, ())
        )


_ALWAYS: dict[str, Options] = {"rows": [(name, name) for name in ROWS], "filled": [("yes", "yes")]}
NAMES = tuple(field.name for field in fields(Choice))


def slug_of(label: str) -> str:
    """A label as a part of an address.

    >>> slug_of("randomised trial")
    'randomised-trial'
    """
    return label.replace(" ", "-")


def read(request: Request) -> Choice:
    """Read a choice from an address. Raises BadChoice for rows that there are not."""
    given = {name: value.strip() for name, value in request.query_params.items()}
    choice = Choice(**{field.name: given.get(field.name) or field.default for field in fields(Choice)})  # type: ignore[arg-type]
    require(choice, _ALWAYS)
    return choice


def options(facts: Facts) -> dict[str, Options]:
    """All that can be chosen of these facts, each by its name in the address and as people read it."""
    found = facts.findings.values()
    served = {"people": facts.people, "service": facts.services}
    years = sorted({year for finding in found for year in finding.years}, reverse=True)
    groups = {facts.outcomes[fact.outcome].group for fact in facts.facts}
    kinds = {name: set().union(*values.values()) for name, values in served.items()}
    kinds["place"] = {kind for finding in found for kind in finding.places}
    return {
        **_ALWAYS,
        **{
            name: sorted(((each, facts.names[each]) for each in each_kind), key=_label)
            for name, each_kind in kinds.items()
        },
        "design": [(slug_of(label), label) for _, label in reversed(facts.designs)],
        "since": [(str(year), str(year)) for year in years],
        "outcome": sorted(((local(group), facts.outcomes[group].label) for group in groups), key=_label),
    }


def _label(option: tuple[str, str]) -> str:
    return option[1]


def require(choice: Choice, offered: dict[str, Options]) -> None:
    """Hold a choice against what can be chosen. Raises BadChoice."""
    choices.require(asdict(choice), {name: [each for each, _ in listed] for name, listed in offered.items()})
