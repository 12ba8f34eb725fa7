"""How many names are matched, and how many of them rightly: the floors that are promised, on names with made errors."""

from collections import Counter
from collections.abc import Callable

import pytest

from labelled import Labelled, made_negatives, negatives, positives
from lgi.corpus import Corpus
from lgi.matching import gather
from lgi.matching.asked import Question
from lgi.matching.facts import Facts
from lgi.matching.index import Index
from lgi.matching.matcher import match

PRECISION, RECALL = 0.98, 0.90
MOST_NEGATIVES_MATCHED = 0.01
LEAST_OF_A_SORT = 0.5
COUNCILS = (gather.type_of("council"),)
SEEDS = (1, 2026)

Measured = list[tuple[Labelled, str]]


@pytest.fixture(scope="module")
def measured(complete: Corpus) -> dict[int, Measured]:
    """What each name was matched to, for each seed; what is no council is the same for all."""
    index = Index(gather.catalogue(Facts(complete.quads)))
    others = [(each, _matched(index, each)) for each in (*negatives(), *made_negatives(index.catalogue))]
    return {
        seed: [*((each, _matched(index, each)) for each in positives(index.catalogue, seed)), *others] for seed in SEEDS
    }


def _matched(index: Index, each: Labelled) -> str:
    found = match(index, Question(each.text, COUNCILS, limit=1))
    return found[0].thing.iri if found and found[0].is_match else ""


@pytest.mark.parametrize("seed", SEEDS)
def test_matches_are_right_and_most_names_are_matched(
    measured: dict[int, Measured],
    seed: int,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = measured[seed]

    right = sum(bool(iri) and iri == each.iri for each, iri in given)
    precision = right / sum(bool(iri) for _, iri in given)
    recall = right / sum(bool(each.iri) for each, _ in given)
    record_property("precision", precision)
    record_property("recall", recall)
    with capsys.disabled():
        print(f"\n{len(given):,} names, seed {seed}: precision {precision:.4f}, recall {recall:.4f}; {_missed(given)}")
    assert precision >= PRECISION
    assert recall >= RECALL


def test_no_sort_of_name_is_given_up(measured: dict[int, Measured]) -> None:
    given = [(each, iri) for each, iri in measured[SEEDS[0]] if each.iri]
    all_of, right = (
        Counter(each.sort for each, _ in given),
        Counter(each.sort for each, iri in given if iri == each.iri),
    )

    assert len(all_of) > 20
    assert not {sort: right[sort] for sort, count in all_of.items() if right[sort] < LEAST_OF_A_SORT * count}


def test_what_is_no_council_is_hardly_ever_matched(measured: dict[int, Measured]) -> None:
    given = [(each, iri) for each, iri in measured[SEEDS[0]] if not each.iri]
    wrong = [(each.text, iri) for each, iri in given if iri]

    assert len(negatives()) >= 200
    assert len({each.sort for each, _ in given}) > 8
    assert len(wrong) <= MOST_NEGATIVES_MATCHED * len(given), wrong


def _missed(given: Measured) -> str:
    found = Counter(each.sort for each, iri in given if iri != each.iri)
    return "missed or wrong: " + ", ".join(f"{sort} {count}" for sort, count in found.most_common(6))
