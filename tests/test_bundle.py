"""The tables of a release, held against the rules of Data Package and Table Schema (specs.frictionlessdata.io)."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from importlib.metadata import version
from typing import Any

import pytest

from lgi import files, names, pack, questions, tables
from lgi.errors import BadQuestion
from lgi.release import Release
from lgi.tables import bundle

QUESTION = "#+ id: T1\n#+ title: T\n#+ question: Q?\n#+ ?s: lgi:Model\n{}SELECT ?s {}\nWHERE {{ ?s ?p ?o . }}\n"
NAME = re.compile(r"[a-z0-9._-]+")
FORMS = {
    ("string", ""): ".*",
    ("string", "uri"): "https?://[^ ]+",
    ("date", ""): r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    ("integer", ""): r"-?\d+",
    ("number", ""): r"-?\d+(\.\d+)?",
}
MAIN = {
    "models", "initiatives", "councils", "identifiers", "places", "bodies", "sources", "studies", "findings", "evidence-lines", "claims",
    "assertions", "conditions", "mechanisms", "power-shifts",
}  # fmt: skip


@pytest.fixture(params=["built", "live"])
def made(request: pytest.FixtureRequest) -> Release:
    """The founding release, and one of the graph of today."""
    found: Release = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def package(made: Release) -> dict[str, Any]:
    """Its descriptor."""
    found: dict[str, Any] = json.loads(made.file("tables/datapackage.json").read_text("utf-8"))
    return found


def read(made: Release, resource: dict[str, Any]) -> tuple[list[str], list[dict[str, str]]]:
    text = made.file(f"tables/{resource['path']}").read_bytes().decode(resource["encoding"])
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return header, [dict(zip(header, row, strict=True)) for row in rows]


def test_the_main_kinds_of_thing_are_tables(package: dict[str, Any]) -> None:
    assert {resource["name"] for resource in package["resources"]} >= MAIN


def test_a_package_says_what_it_is_and_under_which_licence(package: dict[str, Any], made: Release) -> None:
    assert (package["profile"], package["version"]) == ("tabular-data-package", made.manifest.name)
    assert NAME.fullmatch(package["name"]) and package["title"] and package["description"]
    assert package["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert all(source["title"] and source["path"] for source in package["sources"])
    assert package["id"] == f"{names.RELEASES}{made.manifest.name}"


def test_every_resource_is_a_file_of_that_size_and_digest(package: dict[str, Any], made: Release) -> None:
    for resource in package["resources"]:
        content = made.file(f"tables/{resource['path']}").read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert NAME.fullmatch(resource["name"]) and resource["profile"] == "tabular-data-resource"
        assert resource["title"] and resource["description"] and resource["mediatype"] == "text/csv"
    there = {path.name for path in (made.path / "tables").iterdir()}
    assert there == {"datapackage.json", *(resource["path"] for resource in package["resources"])}
    assert len({resource["name"] for resource in package["resources"]}) == len(package["resources"])


def test_the_fields_of_a_schema_are_the_columns_of_the_file(package: dict[str, Any], made: Release) -> None:
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        header, _ = read(made, resource)
        assert [field["name"] for field in fields] == header
        assert all(field["title"] for field in fields)


def test_every_cell_is_of_the_type_of_its_field(package: dict[str, Any], made: Release) -> None:
    for resource in package["resources"]:
        _, rows = read(made, resource)
        for field in resource["schema"]["fields"]:
            form = re.compile(FORMS[field["type"], field.get("format", "")], re.DOTALL)
            values = {row[field["name"]] for row in rows} - set(resource["schema"]["missingValues"])
            assert [value for value in values if not form.fullmatch(value)] == []


def test_the_key_of_every_row_is_there_once(package: dict[str, Any], made: Release) -> None:
    for resource in package["resources"]:
        key, (_, rows) = resource["schema"]["primaryKey"], read(made, resource)
        counts = Counter(row[key] for row in rows)
        assert [value for value, count in counts.items() if not value or count > 1] == []
        assert resource["schema"]["fields"][0]["constraints"] == {"required": True, "unique": True}


def test_every_foreign_key_leads_to_a_row(package: dict[str, Any], made: Release) -> None:
    resources = {resource["name"]: resource for resource in package["resources"]}
    for resource in package["resources"]:
        _, rows = read(made, resource)
        for link in resource["schema"]["foreignKeys"]:
            target = resources[link["reference"]["resource"] or resource["name"]]
            assert link["reference"]["fields"] == target["schema"]["primaryKey"]
            known = {row[link["reference"]["fields"]] for row in read(made, target)[1]}
            assert {row[link["fields"]] for row in rows} - {""} <= known


def test_each_of_several_values_leads_to_a_row_too(package: dict[str, Any], made: Release) -> None:
    resources = {resource["name"]: resource for resource in package["resources"]}
    for table in tables.read(texts()):
        _, rows = read(made, resources[table.name])
        for column in (column for column in table.columns if column.several and column.table):
            key, (_, others) = resources[column.table]["schema"]["primaryKey"], read(made, resources[column.table])
            values = {value for row in rows if row[column.name] for value in row[column.name].split(tables.SEPARATOR)}
            assert values <= {row[key] for row in others}


def test_no_value_has_the_separator_in_it(made: Release) -> None:
    made_here = tuple(f"<{graph}> ." for graph in names.MADE)
    authored = (line for line in made.dump().decode().split("\n") if not line.endswith(made_here))

    assert [line for line in authored if tables.SEPARATOR in line] == []


def test_fields_are_told_in_the_words_of_the_ontology(built: Release) -> None:
    package = json.loads(built.file("tables/datapackage.json").read_text("utf-8"))
    claims = next(resource for resource in package["resources"] if resource["name"] == "claims")
    fields = {field["name"]: field for field in claims["schema"]["fields"]}

    assert fields["claim"]["rdfType"] == names.ONTOLOGY + "#Claim"
    assert fields["gloss"]["rdfProperty"] == names.ONTOLOGY + "#gloss"
    assert fields["gloss"]["description"] == "Gives what a claim holds in one plain sentence, worded by the editors."
    assert fields["models"]["separator"] == tables.SEPARATOR
    assert fields["models"]["description"].endswith(
        "Several values are separated by ' | '. Each is a row of the table models."
    )
    assert claims["query"] == f"{names.QUESTIONS}table-claims"


def test_the_archive_holds_the_same_files_and_is_the_same_whenever_it_is_made(built: Release) -> None:
    facts = built.dump()
    manifest = built.manifest
    with zipfile.ZipFile(built.file("tables.zip")) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in (built.path / "tables").iterdir()
        }
    one, two = (bundle.files(parsed(facts), manifest, texts()) for _ in range(2))
    assert one == two
    assert one["tables.zip"] == built.file("tables.zip").read_bytes()


def parsed(facts: bytes) -> list[Any]:
    from pyoxigraph import RdfFormat, parse  # noqa: PLC0415

    return list(parse(facts, format=RdfFormat.N_QUADS))


def texts() -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in files.QUERIES.glob("*.rq")}


def test_without_tables_there_is_no_bundle() -> None:
    manifest = pack.manifest([], version("lgi"), "0" * 64)

    assert bundle.files([], manifest, {"other": QUESTION.format("", "")}) == {}


def test_a_table_knows_its_columns() -> None:
    said = "#+ ?a: lgi:gloss, several\n#+ ?b: dcterms:issued, date\n#+ ?c: lgi:concernsModel, address, table models\n"
    (table,) = tables.read({"table-things": QUESTION.format(said, "?a ?b ?c")})

    assert table.name == "things"
    assert [(column.type, column.several, column.table, column.links) for column in table.columns] == [
        ("text", False, "", False),
        ("text", True, "", False),
        ("date", False, "", False),
        ("address", False, "models", True),
    ]


@pytest.mark.parametrize(
    ("said", "columns", "advice"),
    [
        ("", "?a", "say of each column, in the order of SELECT, what it shows"),
        ("#+ ?a: lgi:gloss\n#+ ?b: lgi:gloss\n", "?b ?a", "in the order of SELECT"),
        ("#+ ?a: gloss\n", "?a", r"\?a is 'gloss'; write a property, then 'several', a type \(address, date"),
        ("#+ ?a: lgi:gloss, many\n", "?a", "is 'lgi:gloss, many'; write"),
        ("#+ ?a: lgi:gloss, date, number\n", "?a", "write a property"),
    ],
)
def test_a_table_that_does_not_say_what_it_shows_is_told_so(said: str, columns: str, advice: str) -> None:
    with pytest.raises(BadQuestion, match=f"table-things.rq: .*{advice}"):
        tables.read({"table-things": QUESTION.format(said, columns)})


def test_every_question_that_is_a_table_is_of_their_group() -> None:
    found = {question.name for question in questions.read_folder(files.QUERIES).values() if question.group == "T"}

    assert found == {table.question.name for table in tables.read(texts())}
