"""Names, codes and days of councils: what leads where, and what is said about it."""

from collections.abc import Callable

import pytest

from lgi import names
from lgi.corpus import Corpus
from lgi.matching import days, features, gather, properties, reasons, suggesting, things, words
from lgi.matching.asked import Evidence, Question, with_days
from lgi.matching.facts import Facts
from lgi.matching.features import Features
from lgi.matching.index import Index
from lgi.matching.matcher import Candidate, match
from lgi.matching.things import Catalogue, Code, Name, Thing, Type

COUNCIL = gather.type_of("council")
TODAY = "2026-11-23"

Match = Callable[..., str]


@pytest.fixture(scope="module")
def index(complete: Corpus) -> Index:
    """All that can be matched in the graph of today, as it comes out of the file of a release."""
    written = things.written(gather.catalogue(Facts(complete.quads)))
    return Index(things.read(written, TODAY))


def _found(index: Index, text: str, date: str = "") -> list[Candidate]:
    return match(index, Question(text, (COUNCIL,), days=days.read(date)))


def _slug(index: Index, text: str, date: str = "") -> str:
    """The council that a name is matched to; empty if it is matched to none."""
    found = _found(index, text, date)
    assert sum(each.is_match for each in found) <= 1
    return found[0].thing.iri.rpartition("/")[2] if found and found[0].is_match else ""


def _why(index: Index, text: str, date: str = "") -> str:
    asked = Question(text, (COUNCIL,), days=days.read(date))
    found = match(index, asked)
    told = reasons.why(index, asked, found[0]) if found else ""
    return told if found and found[0].is_match else f"{told} {reasons.why_none(found)}"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Wigan Council", "wigan"),
        ("wigan mbc", "wigan"),
        ("Wigna Council", "wigan"),
        ("wigan concil", "wigan"),
        ("The London Borough of Barnet", "barnet"),
        ("LB of Barnet", "barnet"),
        ("L.B. Barnet", "barnet"),
        ("Barnet LBC", "barnet"),
        ("Bristol, City of", "bristol"),
        ("Bath & NE Somerset", "bath-and-north-east-somerset"),
        ("St. Helens", "st-helens"),
        ("Kings Lynn & West Norfolk BC", "kings-lynn-and-west-norfolk"),
        ("Gloucester CC", "gloucester"),
        ("Gloucestershire CC", "gloucestershire"),
        ("Newport", "newport"),
        ("Newcastle City Council", "newcastle-upon-tyne"),
        ("Newcastle Borough Council", "newcastle-under-lyme"),
        ("Anglesey County Council", "isle-of-anglesey"),
        ("Cyngor Sir Ynys Môn", "isle-of-anglesey"),
        ("Ynys Mon", "isle-of-anglesey"),
        ("Cyngor Dinas Caerdydd", "cardiff"),
        ("Comhairle nan Eilean Siar", "eilean-siar"),
        ("Western Isles Council", "eilean-siar"),
        ("Nroth Yorkshire Council", "north-yorkshire"),
        ("Shepway District Council", "folkestone-and-hythe"),
        ("Shepway", "folkestone-and-hythe"),
        ("Durham", "county-durham"),
        ("Cornwall County Council", "cornwall"),
        ("Buckinghamshire County", "buckinghamshire-county"),
        ("Greater Manchester Combined Authority", "greater-manchester"),
        ("Lancashire", "lancashire"),
        ("Lancashire CCA", "lancashire-combined-county"),
        ("Derby City Council", "derby"),
        ("Derry City Council", "derry"),
        ("E08000016", "barnsley"),
        ("gb-lae-wgn", "wigan"),
        ("https://w3id.org/lgi/id/council/wigan", "wigan"),
        ("Somerset County Council", "somerset-county"),
        ("Northamptonshire County Council", "northamptonshire"),
        ("West Surrey Council", "west-surrey"),
    ],
)
def test_a_name_or_a_code_leads_to_the_council_that_is_meant(index: Index, text: str, slug: str) -> None:
    assert _slug(index, text) == slug


@pytest.mark.parametrize(
    "text",
    [
        "Newcastle",
        "Cheshire",
        "London",
        "London Councils",
        "West Midlands",
        "Durham City Council",
        "Gloucestershire City Council",
        "London Borough of Wigan",
        "Wigan City Council",
        "Wigan Combined Authority",
        "Lancashire City Region",
        "Stroud Town Council",
        "Wigan Athletic",
        "Derby County",
        "Notts County",
        "Bradford City",
        "Cork City Council",
        "Southend",
        "East Oxfordshire Council",
        "Milton",
        "WGN",
        "367",
        "council",
        "-",
        "",
    ],
)
def test_what_may_be_something_else_is_not_matched(index: Index, text: str) -> None:
    assert _slug(index, text) == ""


@pytest.mark.parametrize(
    ("text", "date", "slug"),
    [
        ("Corby Borough Council", "2022", "north-northamptonshire"),
        ("Corby Borough Council", "2020-12-31", "corby"),
        ("Northamptonshire County Council", "2022", ""),
        ("Northamptonshire County Council", "31/03/2021", "northamptonshire"),
        ("Northamptonshire County Council", "2021", "northamptonshire"),
        ("Buckinghamshire Council", "2015", "buckinghamshire-county"),
        ("Dorset", "2015-06", "dorset-county"),
        ("Dorset", "2020", "dorset"),
        ("Cumberland Council", "2015", ""),
        ("Guildford", "2028", "west-surrey"),
        ("Wigan", "1960", ""),
        ("Wigan", "soon", "wigan"),
        ("E10000027", "2024", "somerset"),
        ("North East Combined Authority", "2020", "north-east-first"),
    ],
)
def test_a_date_picks_the_body_that_existed_then(index: Index, text: str, date: str, slug: str) -> None:
    assert _slug(index, text, date) == slug


@pytest.mark.parametrize(
    ("text", "date", "told"),
    [
        ("Wigan Council", "", "“Wigan Council” is the official name of Wigan Council."),
        ("Wigan", "", "“Wigan” is a name of Wigan Council."),
        ("Shepway District Council", "", "is a former name of Folkestone and Hythe District Council."),
        (
            "Shepway",
            "",
            "the name agrees with “Shepway District Council”, a former name of Folkestone and Hythe District Council.",
        ),
        ("Tendering DC", "", "The name differs in 1 letter from “Tendring District Council”."),
        ("Nroth Yorksire Council", "", "in 2 letters from “North Yorkshire Council”."),
        ("Wigan Athletic", "", "The nearest is Wigan Council, but it is not near enough to be sure."),
        (
            "E08000016",
            "",
            "E08000016 is a former code of Barnsley Metropolitan Borough Council, since replaced by E08000038.",
        ),
        ("GB-LAE-WGN", "", "GB-LAE-WGN is a code of Wigan Council."),
        (
            "Northamptonshire County Council",
            "",
            "It ended on 31 March 2021; North Northamptonshire Council and West Northamptonshire Council followed it.",
        ),
        ("Surrey", "", "It is to end on 31 March 2027; East Surrey Council and West Surrey Council are to follow it."),
        ("West Surrey", "", "It is to begin on 1 April 2027."),
        (
            "Corby Borough Council",
            "2022",
            "That council ended on 31 March 2021, and North Northamptonshire Council followed it.",
        ),
        ("Northamptonshire County Council", "2022", "No council has this name now;"),
        ("East Suffolk Council", "2010", "That council began on 1 April 2019;"),
        ("Newcastle", "", "It may be any of several: Newcastle City Council, Newcastle-under-Lyme Borough Council."),
        ("Gloucestershire City Council", "", "the words for the sort of council speak against it."),
        ("London", "", "Something that is no council has this name too."),
        (
            "Wigan",
            "1960",
            "It did not exist on the date given. The nearest is Wigan Council, but it did not exist then.",
        ),
        ("zzzzzzzz", "", "Nothing on record has a name or a code like this."),
    ],
)
def test_the_reason_is_told_in_plain_words(index: Index, text: str, date: str, told: str) -> None:
    assert told in _why(index, text, date)


def test_the_successors_of_a_council_that_has_ended_are_offered_below_it(index: Index) -> None:
    found = [(each.thing.name, each.is_match) for each in _found(index, "Northamptonshire County Council")]

    assert found[:3] == [
        ("Northamptonshire County Council", True),
        ("North Northamptonshire Council", False),
        ("West Northamptonshire Council", False),
    ]


def test_every_council_is_matched_by_its_official_name(index: Index) -> None:
    councils = [thing for thing in index.catalogue.things if thing.kind == "council"]
    missed = [thing.name for thing in councils if _found(index, thing.name)[0].thing.name != thing.name]

    assert len(councils) > 450
    assert not missed


def test_scores_fall_from_the_first_candidate_to_the_last(index: Index) -> None:
    for text in ("Wigan", "Newcastle", "North", "Somerset County Council"):
        scores = [each.score for each in _found(index, text)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)


def test_other_things_are_matched_by_all_their_words(index: Index) -> None:
    def best(text: str, *types: str) -> str:
        found = match(index, Question(text, tuple(gather.type_of(each) for each in types)))
        return names.short(found[0].thing.iri) if found and found[0].is_match else ""

    assert best("wigan deal") == "model:wigan-deal"
    assert best("The Wigan Deel", "model") == "model:wigan-deal"
    assert best("NLGN", "organisation") == "organisation:nlgn"
    assert best("Wigan", "model") == ""
    assert best("changing the system", "concept") == "stage:changing-the-system"
    assert best("Wigan", "model", "council") == "council:wigan"


def test_a_scheme_restricts_concepts(index: Index) -> None:
    scheme = names.SCHEMES + "stage"
    found = match(index, Question("ended", (scheme,)))

    assert [names.short(found[0].thing.iri), found[0].is_match] == ["stage:ended", True]
    assert all(scheme in each.thing.types for each in found)
    assert index.types[scheme].broader == gather.type_of("concept")


def test_evidence_parts_two_councils_of_one_name(index: Index) -> None:
    def best(name: str, value: str) -> str:
        found = match(index, Question("Newcastle", (COUNCIL,), evidence=(Evidence(name, (value,)),)))
        return found[0].thing.iri.rpartition("/")[2] if found[0].is_match else ""

    assert best("gss", "E08000021") == "newcastle-upon-tyne"
    assert best("kind", "metropolitan district") == "newcastle-upon-tyne"


def test_the_features_make_the_score() -> None:
    assert set(features.explained()) == set(features.MEANINGS) == {each["id"] for each in Features().listed()}
    assert features.score(Features(name_similarity=50)) == 42.5
    assert features.score(Features(name_similarity=50, existed=-1)) == 12.5
    assert features.score(Features(identifier=True, type_words=1)) == 90
    assert features.score(Features(type_words=-1)) == 0
    assert features.score(Features(name_similarity=100, evidence_for=9)) == 100


def test_a_date_is_read_apart_from_the_rest() -> None:
    gss = Evidence("gss", ("E08000010",))

    assert with_days([gss, Evidence("date", ("soon", "2021"))]) == ((gss,), ("2021-01-01", "2021-12-31"))
    assert with_days([Evidence("date", ("2021-02-30",))]) == ((), None)
    assert days.read("2020-02-29T10:00:00Z") == ("2020-02-29", "2020-02-29")


def test_what_becomes_of_a_body_is_followed_to_its_end() -> None:
    days_of = [("a", "1990-01-01", "1999-12-31"), ("b", "2000-01-01", "2009-12-31"), ("c", "2010-01-01", "")]
    chain = {"a": ("b",), "b": ("c", "a", "gone"), "c": ()}
    made = tuple(
        Thing(
            names.thing("council", slug),
            "council",
            f"{slug * 6} District Council",
            (COUNCIL, names.SCHEMES + "local-authority-type#county"),
            (Name(f"{slug * 6} District Council", things.OFFICIAL),),
            (Code("gss", f"E0{slug}"),),
            first,
            last,
            followed_by=tuple(things.Change(first, (names.thing("council", other),)) for other in chain[slug]),
        )
        for slug, first, last in days_of
    )
    index = Index(Catalogue(made, (Type(COUNCIL, "Council"),), {"gss": "GSS code"}, (), {}, TODAY))

    assert _slug(index, "aaaaaa District Council", "2020") == "c"
    assert _slug(index, "E0a", "2005") == "b"
    assert "It ended on 31 December 1999; bbbbbb District Council followed it." in _why(
        index, "aaaaaa District Council"
    )
    assert _slug(index, "cccccc District Council", "1995") == ""
    assert reasons.about(index, made[0]) == "from 1 January 1990 until 31 December 1999."


def test_a_long_note_is_cut_at_a_word(index: Index) -> None:
    thing = Thing("http://e/x", "concept", "x", (gather.type_of("concept"),), (), note="word " * 50)

    assert reasons.about(index, thing) == f"Concept. {'word ' * 32}…."


def test_properties_are_proposed_for_a_type(index: Index) -> None:
    def proposed(name: str) -> set[str]:
        return {each.id for each in properties.of_type(index, name)}

    assert {"nation", "gss", "first-day"} <= proposed("council")
    assert proposed(names.SCHEMES + "local-authority-type#county") == proposed("council")
    assert {"family", "form"} <= proposed("model")
    assert "nation" not in proposed("model")
    assert "date" not in proposed("council") | proposed("")
    assert {each.id for each in suggesting.properties(index, "first")} == {"first-day"}


def test_values_tell_days_and_what_followed(index: Index) -> None:
    def values(slug: str, name: str) -> list[properties.Value]:
        return properties.values(index, index.things[names.thing("council", slug)], name, {})

    assert values("northamptonshire", "last-day") == [{"date": "2021-03-31T00:00:00Z"}]
    assert [value["name"] for value in values("northamptonshire", "followed-by")] == [
        "North Northamptonshire Council",
        "West Northamptonshire Council",
    ]
    assert {"id", "name"} == set(values("north-northamptonshire", "follows")[0])
    assert values("wigan", "nation") == [{"str": "England"}]


def test_names_are_read_alike_however_they_are_written() -> None:
    for text in ("City of York Council", "YORK CITY COUNCIL", "York, City of", "the city of york"):
        assert words.read(text).own == "york"
    assert words.read("County Durham").own == "durham"
    assert words.read("Armagh City, Banbridge and Craigavon Borough Council").own == "armagh banbridge and craigavon"
    assert words.shortened(words.read("Wigan Council")) is None
