"""How a model is meant to work: from rows of its theory to what the picture and its table tell."""

from collections import Counter
from dataclasses import dataclass

from lgi.pictures import theory as picture
from lgi.pictures.theory import Chain, Part, Theory
from lgi.rows import Row, grouped, local
from lgi.web import pages
from lgi.web.views.models.folding import Entry, folded, label, value

UNKNOWN_NEED = Part("", "No source says which need it acts on")


@dataclass(frozen=True)
class Told:
    """A chain as a row of the table: the claim, its parts, and whether it stands in the picture."""

    claim: str
    sentence: str
    chain: Chain
    through: list[str]
    models: int
    drawn: bool


@dataclass(frozen=True)
class Account:
    """The whole: the picture and the rows of its table."""

    picture: Theory
    rows: list[Told]

    @property
    def tested(self) -> int:
        """How many lines of the picture evidence bears on."""
        return sum(line.tested for line in self.picture.lines)

    @property
    def assumed(self) -> int:
        """How many lines nobody has tested."""
        return len(self.picture.lines) - self.tested

    @property
    def left_out(self) -> int:
        """How many claims stand in the table alone."""
        return sum(not row.drawn for row in self.rows)

    @property
    def alt(self) -> str:
        """What the picture shows, in a sentence."""
        return (
            f"{len(self.picture.boxes)} boxes in four columns, joined by {self.tested} lines on whose outcome evidence "
            f"bears and {self.assumed} that nobody has tested. The table below tells the same."
        )


def account(rows: list[Row], needs: list[Row]) -> Account | None:
    """The theory of a model, if anybody tells one."""
    chains = [(entries[0], _chain(entries)) for _, entries in grouped(rows, "configuration")]
    if not chains:
        return None
    setting = [_part(each, "need") for each in folded(needs, "need")] or [UNKNOWN_NEED]
    drawn = picture.draw(setting[:3], _to_draw(chains))
    shown = {chain.key for chain, _ in drawn.chains}
    return Account(drawn, [_told(row, chain, rows, shown) for row, chain in chains])


def _to_draw(chains: list[tuple[Row, Chain]]) -> list[Chain]:
    """The chains told of this model alone, if there are two; what is told of many models at once is for the table."""
    own = [chain for row, chain in chains if chain.outcomes and row["models"]["value"] == "1"]
    return own if len(own) > 1 else [chain for _, chain in chains if chain.outcomes] or [chains[0][1]]


def _chain(rows: list[Row]) -> Chain:
    parts = folded(rows, "part", "thing")
    of = {kind: [e for e in parts if local(value(e, "part")) == kind] for kind in _KINDS}
    return Chain(
        rows[0]["configuration"]["value"],
        [_part(each, "thing") for each in of["holdsWhere"]],
        [_part(each, "thing") for each in of["triggersMechanism"]],
        [_outcome(each) for each in of["yieldsOutcome"] if "here" in each],
        any("whole" in row for row in rows),
    )


_KINDS = ("holdsWhere", "triggersMechanism", "worksThrough", "yieldsOutcome")


def _part(entry: Entry, column: str) -> Part:
    iri = value(entry, column)
    return Part(iri, label(entry, column), pages.link(iri))


def _outcome(entry: Entry) -> Part:
    """An outcome with what the evidence says of it."""
    part, lines = _part(entry, "thing"), entry.get("line", [])
    return Part(part.key, part.label, part.link, _verdict(entry) if lines else "not tested", bool(lines))


def _verdict(entry: Entry) -> str:
    ways = Counter(term["value"] for term in entry.get("direction_label", []))
    words = {"supports": "for", "contradicts": "against", "qualifies": "in part", "inconclusive": "inconclusive"}
    return "evidence: " + ", ".join(words.get(way, way) for way in ways)


def _told(row: Row, chain: Chain, rows: list[Row], shown: set[str]) -> Told:
    own = [each for each in rows if each["configuration"]["value"] == chain.key]
    through = dict.fromkeys(
        each["thing"].get("label", "") for each in own if local(each["part"]["value"]) == "worksThrough"
    )
    sentence, models = row["configuration"].get("label", ""), int(row["models"]["value"])
    return Told(chain.key, sentence, chain, list(through), models, chain.key in shown)
