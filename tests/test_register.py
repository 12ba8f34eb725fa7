"""The register of councils: what is made from the lists, what is refused, and what an update leaves alone."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store
from typer.testing import CliRunner

from lgi import cli, files, names, turtle
from lgi.cli import register as cli_register
from lgi.errors import BadData
from lgi.register import corrections, difference, plan, tables, writing
from lgi.register.corrections import Corrections
from lgi.register.plan import Plan

LISTS = Path(__file__).parents[2] / "shared" / "identifiers" / "external"
TODAY = "2026-11-23"
FIXES = """
[slugs]
COU = "old-county"

[regions]
"North West" = { slug = "north-west", code = "E12000002" }

[[recode]]
of = "moved"
old = "E08000001"
new = "E08000002"
year = "2025"
reason = "The boundary moved."

[[alias]]
file = "alphagov-local-links"
code = "E10000009"
means = "E06000009"
reason = "The row has the code of the county that ended."

[[ignore]]
file = "digital-land-organisations"
row = "DBL"
reason = "Listed twice."

[[unusable]]
file = "mysociety-authority-codes"
field = "start"
from = "2005-05-01"
to = "2005-07-31"
reason = "Years taken for days."

[[value]]
of = ["moved"]
field = "name"
value = "Moved City Council"
source = "digital-land-organisations"
reason = "It is a city now."

[[value]]
of = ["moved"]
field = "gov-uk-slug"
value = "@alphagov-local-links"
reason = "These addresses are its own."

[[council]]
slug = "joined"
name = "Joined Combined Authority"
nice = "Joined"
kind = "COMB"
nation = "England"
source = "okf-uk-living"
reason = "Missing from the lists."

[[council]]
slug = "planned"
name = "Planned Council"
nice = "Planned"
kind = "UA"
nation = "England"
start = "2027-04-01"
coming = true
source = "okf-uk-living"
reason = "Still to come."

[[member]]
of = ["moved"]
within = "joined"
reason = "Missing from the lists."

[[change]]
of = "planned"
from = ["moved"]
to = ["planned"]
date = "2027-04-01"
label = "A change to come"
source = "okf-uk-living"
reason = "Decided."

[[former_name]]
of = "moved"
name = "Moved Borough Council"
source = "mysociety-authority-codes"
reason = "In the list."

[[note]]
of = "new-unitary"
text = "A remark."
reason = "Readers ask."

[[without_org_id]]
of = ["new-unitary"]
reason = "Not listed."
"""

Lists = dict[str, list[dict[str, str]]]
MYSOCIETY, DIGITAL_LAND, ALPHAGOV = (layout.source for layout in tables.LAYOUTS)


def mysociety(code: str, nice: str, gss: str, kind: str, **cells: str) -> dict[str, str]:
    named = {column.replace("-", "_"): column for column in tables.MYSOCIETY.forms}
    return dict.fromkeys(tables.MYSOCIETY.forms, "") | {
        "local-authority-code": code,
        "official-name": f"{nice} Council",
        "nice-name": nice,
        "gss-code": gss,
        "nation": "England",
        "region": "North West",
        "lat": "53.52414924",
        "long": "-2.5",
        "local-authority-type": kind,
        **{named[name]: value for name, value in cells.items()},
    }


def made_lists() -> Lists:
    """A metropolitan district whose code moved, a county and a district that ended, and the council that followed."""
    end = {"end_date": "2023-04-01", "replaced_by": "NEW"}
    return {
        MYSOCIETY: [
            mysociety("MOV", "Moved", "E08000001", "MD", start_date="1974-04-01", gov_uk_slug="moved.", snac="00AA"),
            mysociety("COU", "New Unitary", "E10000009", "CTY", start_date="2005-06-18", **end),
            mysociety("DIS", "Lost & Found", "E07000009", "NMD", county_la="COU", **end),
            mysociety("NEW", "New Unitary", "E06000009", "UA", start_date="2023-04-01", former_gss_codes="E06000008"),
            mysociety("COMB", "Wide", "E47000001", "COMB", start_date="2014-04-01"),
        ],
        DIGITAL_LAND: [
            digital_land("MOV", "Moved City Council", "E08000001", start="1984-04-01", above="COMB"),
            digital_land("DBL", "Moved City Council", "E08000001"),
            digital_land("COMB", "Wide Council", "E47000001"),
            digital_land("XXX", "Unheard-of Council", "E06000077"),
        ],
        ALPHAGOV: [
            {"gss": "E08000001", "snac": "00AA", "slug": "moved", "homepage_url": "http://m.gov.uk/", "name": "Moved"},
            {"gss": "E10000009", "snac": "", "slug": "new", "homepage_url": "https://n.gov.uk/", "name": "New"},
            {"gss": "E06000078", "snac": "", "slug": "odd", "homepage_url": "", "name": "Odd Council"},
        ],
    }


def digital_land(reference: str, name: str, gss: str, start: str = "", above: str = "") -> dict[str, str]:
    return dict.fromkeys(tables.DIGITAL_LAND.forms, "") | {
        "reference": reference,
        "name": name,
        "statistical-geography": gss,
        "start-date": start,
        "region": "E12000002",
        "combined-authority": above,
        "website": "https://www.moved.gov.uk/" if reference == "MOV" else "",
        "wikidata": "Q1" if reference == "MOV" else "",
        "opendatacommunities-uri": "http://opendatacommunities.org/id/md/moved" if reference == "MOV" else "",
        # What tells the layout, and the register does not use.
        "organisation": f"local-authority:{reference}",
    }


def write_lists(folder: Path, lists: Lists) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [write_list(folder / f"{number}.csv", rows) for number, rows in enumerate(lists.values())]


def write_list(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    filled = [row | ({"local_custodian_code": "1"} if "homepage_url" in row else {}) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, filled[0])
        writer.writeheader()
        writer.writerows(filled)
    return path


@pytest.fixture
def fixes(tmp_path: Path) -> Corrections:
    path = tmp_path / "corrections.toml"
    path.write_text(FIXES, encoding="utf-8")
    return corrections.read(path)


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of records that stands for ours."""
    folder = tmp_path / "graph"
    folder.mkdir()
    monkeypatch.setattr(files, "GRAPH", folder)
    return folder


Update = Callable[..., Plan]


@pytest.fixture
def update(tmp_path: Path, graph: Path, fixes: Corrections) -> Update:
    """Make the register from lists and write it; gives what was planned."""

    def work(lists: Lists | None = None, today: str = TODAY) -> Plan:
        paths = write_lists(tmp_path / "lists", lists or made_lists())
        planned = plan.make(tables.read_all(paths), fixes, today, graph)
        writing.write(planned, today)
        return planned

    return work


def said(folder: Path, curie: str) -> set[str]:
    """What the registers say of a thing, in short."""
    return {
        f"{names.short(quad.predicate.value)} {names.short(str(getattr(quad.object, 'value', '')))}"
        for path in folder.glob("*.ttl")
        for quad in turtle.read_file(path)
        if isinstance(quad.subject, NamedNode) and names.short(quad.subject.value) == curie
    }


# What is made


def test_a_council_has_its_names_type_days_page_and_place(update: Update, graph: Path) -> None:
    update()

    assert said(graph, "council:moved") >= {
        "skos:prefLabel Moved City Council",
        "skos:altLabel Moved",
        "lgi:hasKind local-authority-type:metropolitan-district",
        "schema:url https://www.moved.gov.uk",
        "schema:sameAs http://www.wikidata.org/entity/Q1",
    }
    assert said(graph, "place:moved") >= {
        "lgi:isWithin place:joined",
        "lgi:isWithin place:wide",
        "lgi:isWithin place:north-west",
    }
    assert said(graph, "claim:council-moved-governs-moved") >= {"lgi:gloss Moved City Council governs Moved."}


def test_days_that_the_lists_do_not_agree_on_are_left_out_and_told(update: Update, graph: Path) -> None:
    planned = update()

    assert not any("validFrom" in fact for fact in said(graph, "council:moved"))
    assert any("moved: the lists differ on start" in doubt and "1984-04-01" in doubt for doubt in planned.doubts)
    assert any("Odd Council (E06000078) is in alphagov" in doubt for doubt in planned.doubts)
    assert any("Unheard-of Council (E06000077) is in digital-land" in doubt for doubt in planned.doubts)


def test_an_end_on_the_first_day_of_the_successor_becomes_the_last_day_of_the_council(
    update: Update, graph: Path
) -> None:
    update()

    assert "lgi:validUntil 2023-03-31" in said(graph, "council:lost-and-found")
    assert said(graph, "claim:council-old-county-governs-old-county") >= {
        "lgi:gloss New Unitary Council governed New Unitary until 31 March 2023.",
        "lgi:validUntil 2023-03-31",
    }
    assert said(graph, "change:new-unitary") >= {
        "dcterms:date 2023-04-01",
        "org:originalOrganization council:lost-and-found",
        "org:originalOrganization council:old-county",
        "org:resultingOrganization council:new-unitary",
    }


def test_a_damaged_day_is_not_used(update: Update, graph: Path) -> None:
    update()

    assert not any("2005" in fact for fact in said(graph, "council:old-county"))


def test_a_code_that_moved_is_a_new_area_that_replaces_the_old_one(update: Update, graph: Path) -> None:
    update()

    assert said(graph, "area:e08000002") >= {"dcterms:replaces area:e08000001", "lgi:validFrom 2025-01-01"}
    assert said(graph, "area:e08000001") >= {"lgi:isVersionOfPlace place:moved", "lgi:validUntil 2025-01-01"}
    assert "dcterms:replaces area:e06000008" in said(graph, "area:e06000009")


def test_a_list_that_has_the_new_code_already_is_taken_as_it_is(update: Update, graph: Path) -> None:
    lists = made_lists()
    lists[MYSOCIETY][0] |= {"gss-code": "E08000002", "former-gss-codes": "E08000001"}
    update(lists)

    assert "dcterms:replaces area:e08000001" in said(graph, "area:e08000002")


def test_a_district_lies_in_its_county_and_a_combined_authority_in_the_region_of_its_members(
    update: Update, graph: Path
) -> None:
    update()

    assert "lgi:isWithin place:old-county" in said(graph, "place:lost-and-found")
    assert "lgi:isWithin place:north-west" in said(graph, "place:wide")
    assert said(graph, "place:joined") >= {"lgi:hasKind place-kind:strategic-authority-area"}


def test_codes_have_their_sources_and_an_org_id_is_made_for_living_councils_alone(update: Update, graph: Path) -> None:
    update()

    assert said(graph, "identifier:moved-org-id") >= {"skos:notation GB-LAE-MOV", "dcterms:source source:geo-lookups"}
    assert said(graph, "identifier:moved-snac") >= {"lgi:identifies place:moved", "dcterms:source source:" + ALPHAGOV}
    assert "skos:notation moved" in said(graph, "identifier:moved-gov-uk-slug")
    assert said(graph, "identifier:old-county-org-id") == said(graph, "identifier:new-unitary-org-id") == set()


def test_a_council_still_to_come_governs_nothing_yet(update: Update, graph: Path) -> None:
    update()

    assert "lgi:validFrom 2027-04-01" in said(graph, "council:planned")
    assert said(graph, "claim:council-planned-governs-planned") == set()
    assert "dcterms:date 2027-04-01" in said(graph, "change:planned")


def test_a_former_name_is_a_claim_and_a_remark_joins_the_council(update: Update, graph: Path) -> None:
    update()

    assert "lgi:usedName Moved Borough Council" in said(graph, "claim:council-moved-former-name")
    assert "lgi:isStatedIn source:mysociety-authority-codes" in said(
        graph, "assertion:council-moved-former-name-by-lgi-editors"
    )
    assert "skos:editorialNote A remark." in said(graph, "council:new-unitary")
    assert said(graph, "claim:council-new-unitary-governs-new-unitary") >= {
        "lgi:gloss New Unitary Council has governed New Unitary since it began on 1 April 2023."
    }


def test_days_on_both_sides_are_told_in_one_sentence(update: Update, graph: Path) -> None:
    lists = made_lists()
    lists[MYSOCIETY][2]["start-date"] = "2019-04-01"
    update(lists)

    assert "lgi:gloss Lost & Found Council governed Lost & Found from 1 April 2019 until 31 March 2023." in said(
        graph, "claim:council-lost-and-found-governs-lost-and-found"
    )


# What is shown, and what is left alone


def test_the_second_update_changes_nothing(update: Update, graph: Path) -> None:
    update()
    texts = {path: path.read_bytes() for path in graph.iterdir()}
    again = update(today="2027-01-01")

    assert difference.is_empty(again)
    assert {path: path.read_bytes() for path in graph.iterdir()} == texts


def test_what_is_written_is_in_house_style_and_names_its_sources(update: Update, graph: Path) -> None:
    update()

    for path in graph.iterdir():
        text = path.read_text(encoding="utf-8")
        assert turtle.formatted(text, str(path)) == text
        assert "dcterms:license" in text and f'dcterms:modified "{TODAY}"' in text and "dcterms:source" in text


def test_what_is_new_changed_and_gone_is_told_council_by_council(update: Update) -> None:
    update()
    lists = made_lists()
    lists[MYSOCIETY][3]["official-name"] = "Newer Council"
    lists[MYSOCIETY].append(mysociety("ADD", "Added", "E06000010", "UA"))
    del lists[MYSOCIETY][2]
    told = difference.lines(update(lists))

    assert any(line.startswith("added    Added Council (council:added): ") for line in told)
    assert "changed  Newer Council (council:new-unitary)" in told
    assert "    - council:new-unitary pref label: New Unitary Council" in told
    assert "    + council:new-unitary pref label: Newer Council" in told
    assert "gone     council:lost-and-found is in none of the lists; its record is kept" in told
    assert any("facts added" in line and "1 records gone" in line for line in told)
    assert any(line.startswith("new records: ") and "of kind council" in line for line in told)


def test_a_council_keeps_its_slug_whatever_becomes_of_its_name(update: Update, graph: Path) -> None:
    update()
    lists = made_lists()
    lists[MYSOCIETY][0]["nice-name"] = "Renamed"
    lists[MYSOCIETY][0]["local-authority-code"] = "MOV"
    update(lists)

    assert said(graph, "council:renamed") == set()
    assert "skos:altLabel Renamed" in said(graph, "council:moved")


def test_facts_and_records_of_the_editors_are_kept(update: Update, graph: Path) -> None:
    update()
    for name, text in {
        "council": 'council:moved skos:editorialNote "Ours."@en ; schema:sameAs <http://e/moved> .',
        "place": 'place:moved lgi:hasKind place-kind:town-or-city . place:hall a lgi:Place ; skos:prefLabel "Hall"@en .',
        "area": "area:e08000002 schema:sameAs <http://e/area> .",
        "identifier": "identifier:else lgi:identifies place:hall .",
    }.items():
        path = graph / f"{name}.ttl"
        head = "".join(
            f"@prefix {p}: <{names.namespace(p)}> .\n"
            for p in ["area", "council", "identifier", "lgi", "place", "place-kind", "schema", "skos"]
        )
        old = path.read_text(encoding="utf-8")
        if name == "place":
            old = old.replace(
                'place:moved\n    a lgi:Place ;\n    skos:prefLabel "Moved"@en ;\n'
                "    geo:lat 53.5241 ;\n    geo:long -2.5 ;\n    lgi:hasKind place-kind:local-authority-district ;",
                'place:moved\n    a lgi:Place ;\n    skos:prefLabel "Moved"@en ;',
            )
        path.write_text(head + old + text, encoding="utf-8")
    lists = made_lists()
    lists[DIGITAL_LAND][0]["wikidata"] = "Q2"
    update(lists)

    assert said(graph, "council:moved") >= {"skos:editorialNote Ours.", "schema:sameAs http://e/moved"}
    assert "schema:sameAs http://www.wikidata.org/entity/Q1" not in said(graph, "council:moved")
    assert "lgi:hasKind place-kind:town-or-city" in said(graph, "place:moved")
    assert "lgi:hasKind place-kind:local-authority-district" not in said(graph, "place:moved")
    assert said(graph, "place:hall") and said(graph, "identifier:else")
    assert "schema:sameAs http://e/area" in said(graph, "area:e08000002")


def test_the_day_of_the_last_check_moves_only_when_the_code_does(update: Update, graph: Path) -> None:
    update(today="2026-01-01")
    lists = made_lists()
    lists[MYSOCIETY][0]["ecode"] = "E0001"
    update(lists, today="2026-02-02")
    lists[MYSOCIETY][0]["ecode"] = "E0002"
    update(lists, today="2026-03-03")

    assert "lgi:checkedOn 2026-01-01" in said(graph, "identifier:moved-snac")
    assert "lgi:checkedOn 2026-03-03" in said(graph, "identifier:moved-finance-e-code")


def test_no_file_is_touched_when_one_cannot_be_written(
    update: Update, graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update()
    texts = {path: path.read_bytes() for path in graph.glob("*.ttl")}
    lists = made_lists()
    lists[MYSOCIETY].append(mysociety("ADD", "Added", "E06000010", "UA"))
    stage = writing._stage
    monkeypatch.setattr(writing, "_stage", lambda path, text: stage(path, text) if path.stem != "place" else fail())

    with pytest.raises(OSError, match="disk"):
        update(lists)
    assert {path: path.read_bytes() for path in graph.glob("*.ttl")} == texts
    assert list(graph.glob(".*")) == []


def fail() -> Path:
    raise OSError("the disk is full")


# What is refused


@pytest.mark.parametrize(
    ("source", "row", "cell", "value", "advice"),
    [
        (MYSOCIETY, 0, "gss-code", "E0800001", "row 2, column gss-code: 'E0800001' is not of the form"),
        (MYSOCIETY, 0, "start-date", "2023-02-31", "column start-date: '2023-02-31' is not"),
        (MYSOCIETY, 0, "official-name", "Sir Ynys M\ufffdn", "column official-name"),
        (MYSOCIETY, 1, "gss-code", "E08000001", "rows 2 and 3 both have E08000001 as gss-code"),
        (MYSOCIETY, 1, "replaced-by", "ZZZ", "COU has ZZZ as replaced-by, and no row has that code"),
        (MYSOCIETY, 4, "nice-name", "Moved", r"COMB would get the name council:moved.* give it one of its own"),
        (MYSOCIETY, 0, "nice-name", "Else", r"corrections.toml speaks of council:moved, and there is no such council"),
        (DIGITAL_LAND, 0, "wikidata", "1", "column wikidata"),
        (ALPHAGOV, 0, "homepage_url", "ftp://x", "column homepage_url"),
    ],
)
def test_a_damaged_list_is_refused_with_where_and_what(
    update: Update, graph: Path, source: str, row: int, cell: str, value: str, advice: str
) -> None:
    lists = made_lists()
    lists[source][row][cell] = value

    with pytest.raises(BadData, match=advice):
        update(lists)
    assert list(graph.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (b"a,b\n1,2\n", ":1: the header is that of none of the lists"),
        (b"gss,local_custodian_code\n1,2\n", ":1: this looks like alphagov's list .* no column homepage_url, name"),
        (b"\xff\xfe", "this is not a table in UTF-8"),
        (b"", ":1: the header is that of none"),
        (b"gss,local_custodian_code,snac,slug,homepage_url,name\n", "a header and no rows"),
        (b"gss,local_custodian_code,snac,slug,homepage_url,name\n1,2\n", ":2: the row has more or fewer cells"),
        (b"gss,local_custodian_code,snac,slug,homepage_url,name\n1,2,3,4,5,6,7\n", ":2: the row has more or fewer"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: bytes, advice: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text)

    with pytest.raises(BadData, match=advice):
        tables.read(path)


def test_every_list_is_wanted_once(tmp_path: Path) -> None:
    paths = write_lists(tmp_path / "lists", made_lists())

    with pytest.raises(BadData, match=r"and alphagov's list .* is not among the files"):
        tables.read_all(paths[:2])
    with pytest.raises(BadData, match="give each list once"):
        tables.read_all([*paths, paths[0]])


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("x = ", "this is not TOML"),
        ('[slugs]\n[regions]\n[[note]]\nof = "x"\n', r"an entry of \[\[note\]\] has no reason"),
    ],
)
def test_corrections_that_cannot_be_read_are_refused(tmp_path: Path, text: str, advice: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadData, match=advice):
        corrections.read(path)


# The command


@pytest.fixture
def command(tmp_path: Path, graph: Path, fixes: Corrections, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run `lgi register update` on lists and a graph of the test's own; gives what it wrote."""
    assert graph.is_dir()
    monkeypatch.setattr(corrections, "ours", lambda: fixes)
    paths = [str(path) for path in write_lists(tmp_path / "lists", made_lists())]

    def run(*options: str, answer: str = "") -> str:
        result = CliRunner().invoke(cli.app, ["register", "update", *paths, *options], input=answer)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_nothing_is_written_unless_told_to(command: Callable[..., str], graph: Path) -> None:
    assert "nothing is written; --yes writes it" in command()
    assert command("--dry-run").endswith("nothing is written\n")
    assert list(graph.iterdir()) == []


def test_yes_writes_and_the_next_run_finds_the_register_up_to_date(command: Callable[..., str], graph: Path) -> None:
    told = command("--yes")

    assert "added    Moved City Council (council:moved)" in told and f"wrote {graph / 'council.ttl'}" in told
    assert command("--yes").endswith("the register is up to date\n")


def test_a_person_is_asked(command: Callable[..., str], graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_register, "_is_interactive", lambda: True)

    assert "nothing is written" in command(answer="n\n")
    assert "wrote" in command(answer="y\n")
    assert (graph / "place.ttl").is_file()


# Our own register


@pytest.mark.skipif(not LISTS.is_dir(), reason="the public lists do not lie beside this checkout")
def test_our_register_is_what_the_lists_make() -> None:
    planned = plan.make(tables.read_all(sorted(LISTS.glob("*.csv"))), corrections.ours(), TODAY)

    assert difference.is_empty(planned), "\n".join(difference.lines(planned))


def test_our_register_is_whole(store: Store) -> None:
    def count(where: str) -> int:
        prefixes = "".join(
            f"PREFIX {p}: <{names.namespace(p)}> "
            for p in ("lgi", "org", "dcterms", "local-authority-type", "place", "skos")
        )
        found = store.query(f"{prefixes} SELECT DISTINCT ?x WHERE {{ {where} }}", use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        return len(list(found))

    living = "?x a lgi:LocalAuthority . FILTER NOT EXISTS { ?x lgi:validUntil ?end }"
    wide = "local-authority-type:combined-authority, local-authority-type:strategic-regional-authority"
    assert count(f"{living} ?x lgi:hasKind ?kind . FILTER(?kind NOT IN ({wide}))") >= 382
    assert count("?x a lgi:LocalAuthority ; lgi:validUntil ?end .") >= 75
    assert count(f"{living} ?x lgi:hasKind local-authority-type:combined-authority .") >= 16
    assert count("?x a lgi:LocalAuthority ; lgi:validUntil ?end . ?change org:originalOrganization ?x .") >= 75
    assert count("?x lgi:gssCode ?code .") >= 450


def test_every_correction_names_councils_and_sources_on_record(store: Store) -> None:
    fixes = corrections.ours()
    councils = {slug for slug, _ in fixes.values} | set(fixes.members) | {note["of"] for note in fixes.notes}
    sources = {entry["source"] for entry in (*fixes.changes, *fixes.former_names, *fixes.notes, *fixes.councils)}
    sources |= {source for entry in fixes.recodes for source in entry["sources"]} | set(fixes.sources.values())

    for iri in [names.thing("council", slug) for slug in councils] + [names.thing("source", s) for s in sources]:
        assert any(store.quads_for_pattern(NamedNode(iri), None, None)), iri
