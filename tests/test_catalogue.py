"""The whole description of a release: DCAT-AP 3, VoID, and the block for search engines, held against what each asks.

The tables follow the profile's own shapes: what is mandatory (1), recommended (2) or allowed (0), how many values a
property may have (0: any number), and what they are. Properties that the profile knows and we do not use are left out.
"""

import re
from collections import Counter
from collections.abc import Iterable

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, QueryBoolean, RdfFormat, Store, parse
from rdflib.namespace import RDF, XSD

from lgi import check, corpus, describe, names, questions, release
from lgi.describe import citing, links, schema_org, sheet
from lgi.release import Release

DATASET, CATALOGUE = rdflib.URIRef(names.BASE + "dataset"), rdflib.URIRef(names.BASE + "data")
DAY, SIZE, HEX = (XSD.date, XSD.dateTime), (XSD.nonNegativeInteger,), (XSD.hexBinary,)
Rule = tuple[int, int, object]

TEXT, IRI = "text", "iri"
PROFILE: dict[str, dict[str, Rule]] = {
    "dcat:Catalog": {
        "dcterms:title": (1, 0, TEXT), "dcterms:description": (1, 0, TEXT), "dcterms:publisher": (1, 1, IRI),
        "dcat:dataset": (2, 0, IRI), "dcat:service": (2, 0, IRI), "dcterms:language": (2, 0, IRI),
        "dcterms:issued": (2, 1, DAY), "dcterms:modified": (2, 1, DAY), "dcterms:license": (2, 1, IRI),
        "dcterms:spatial": (2, 0, IRI), "dcat:themeTaxonomy": (2, 0, IRI), "foaf:homepage": (2, 1, IRI),
        "dcat:contactPoint": (0, 0, IRI),
    },
    "dcat:Dataset": {
        "dcterms:title": (1, 0, TEXT), "dcterms:description": (1, 0, TEXT), "dcat:contactPoint": (2, 0, IRI),
        "dcat:distribution": (2, 0, IRI), "dcat:keyword": (2, 0, TEXT), "dcterms:publisher": (2, 1, IRI),
        "dcterms:spatial": (2, 0, IRI), "dcterms:temporal": (2, 0, IRI), "dcat:theme": (2, 0, IRI),
        "dcterms:accessRights": (2, 1, IRI), "dcterms:identifier": (2, 0, TEXT), "dcat:landingPage": (2, 0, IRI),
        "dcterms:issued": (2, 1, DAY), "dcat:version": (2, 1, TEXT), "adms:versionNotes": (2, 0, TEXT),
        "dcterms:language": (2, 0, IRI), "dcterms:conformsTo": (2, 0, IRI), "dcterms:creator": (2, 0, IRI),
    },
    "dcat:Distribution": {
        "dcat:accessURL": (1, 0, IRI), "dcterms:description": (2, 0, TEXT), "dcatap:availability": (2, 1, IRI),
        "dcterms:format": (2, 1, IRI), "dcterms:license": (2, 1, IRI), "dcat:byteSize": (2, 1, SIZE),
        "spdx:checksum": (2, 1, IRI), "dcat:downloadURL": (2, 0, IRI), "dcat:mediaType": (2, 1, IRI),
        "dcterms:issued": (2, 1, DAY), "dcterms:language": (2, 0, IRI), "dcterms:conformsTo": (2, 0, IRI),
        "dcterms:title": (2, 0, TEXT), "dcat:compressFormat": (0, 1, IRI), "dcat:packageFormat": (0, 1, IRI),
    },
    "dcat:DataService": {
        "dcat:endpointURL": (1, 0, IRI), "dcterms:title": (1, 0, TEXT), "dcat:endpointDescription": (2, 0, IRI),
        "dcat:servesDataset": (2, 0, IRI), "dcterms:license": (2, 1, IRI), "dcterms:accessRights": (2, 1, IRI),
        "dcterms:publisher": (2, 1, IRI), "dcat:contactPoint": (2, 0, IRI), "dcterms:conformsTo": (2, 0, IRI),
    },
    "foaf:Agent": {"foaf:name": (1, 0, TEXT), "dcterms:type": (2, 1, IRI)},
    "spdx:Checksum": {"spdx:algorithm": (1, 1, IRI), "spdx:checksumValue": (1, 1, HEX)},
    "skos:Concept": {"skos:prefLabel": (1, 0, TEXT)},
    "skos:ConceptScheme": {"dcterms:title": (1, 0, TEXT)},
    "dcterms:LicenseDocument": {"dcterms:type": (2, 0, IRI)},
    "dcterms:Location": {"dcat:bbox": (2, 1, TEXT), "dcat:centroid": (2, 1, TEXT)},
    "dcterms:PeriodOfTime": {"dcat:startDate": (2, 1, DAY), "dcat:endDate": (2, 1, DAY)},
    "vcard:Kind": {"vcard:fn": (2, 0, TEXT), "vcard:hasURL": (2, 0, IRI)},
}  # fmt: skip
CASES = [(kind, prop) for kind, properties in PROFILE.items() for prop in properties]


def term(short: str) -> rdflib.URIRef:
    return rdflib.URIRef(names.expand(short) or short)


@pytest.fixture(scope="module")
def told(built: Release) -> rdflib.Graph:
    """The whole description of the founding release."""
    return check.rdflib_graph(parse(path=str(built.file(describe.FILE)), format=RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def stated(built: Release) -> list[Quad]:
    """What that release states, but for its description."""
    facts = parse(built.dump(), format=RdfFormat.N_QUADS)
    return [quad for quad in facts if quad.graph_name != NamedNode(names.DATASET_GRAPH)]


def fits(value: rdflib.term.Node, wanted: object) -> bool:
    if wanted == IRI:
        return isinstance(value, rdflib.URIRef)
    return isinstance(value, rdflib.Literal) and (wanted == TEXT or value.datatype in wanted)  # type: ignore[operator]


@pytest.mark.parametrize(("kind", "prop"), CASES)
def test_the_description_keeps_the_profile(told: rdflib.Graph, kind: str, prop: str) -> None:
    need, most, wanted = PROFILE[kind][prop]
    things = list(told.subjects(RDF.type, term(kind)))

    assert things
    for thing in things:
        values = list(told.objects(thing, term(prop)))
        assert values or not need, thing
        assert not most or len(values) <= most, thing
        assert [value for value in values if not fits(value, wanted)] == []


def test_nothing_of_it_is_nameless(told: rdflib.Graph) -> None:
    assert [node for triple in told for node in triple if isinstance(node, rdflib.BNode)] == []


def test_each_file_is_described_as_it_is(told: rdflib.Graph, built: Release) -> None:
    said = sheet.read(parse(path=str(built.file(describe.FILE)), format=RdfFormat.TURTLE))

    assert {file.name for file in said.files} >= {"dump.nq.gz", "dump.trig.gz", "tables.zip"}
    for file in said.files:
        path = built.file(file.name)
        assert (file.size, file.sha256) == (path.stat().st_size, release.sha256(path))
        assert file.address == f"{names.BASE}release/{built.manifest.name}/{file.name}"
    assert set(told.objects(DATASET, term("void:dataDump"))) == {rdflib.URIRef(file.address) for file in said.files}


def test_the_manifest_has_the_checksum_of_the_description_itself(built: Release) -> None:
    assert built.manifest.files[describe.FILE] == release.sha256(built.file(describe.FILE))


def test_a_second_release_names_the_one_before(history: tuple[Release, Release]) -> None:
    before, after = history
    told = check.rdflib_graph(parse(path=str(after.file(describe.FILE)), format=RdfFormat.TURTLE))
    here, there = (rdflib.URIRef(citing.address(each.manifest)) for each in (after, before))

    assert told.value(here, term("dcat:previousVersion")) == there
    assert told.value(here, term("dcat:isVersionOf")) == DATASET
    assert f"{before.manifest.name}...{after.manifest.name}" in str(told.value(here, term("adms:versionNotes")))


# VoID


def test_totals_are_those_of_the_statements(told: rdflib.Graph, stated: list[Quad]) -> None:
    facts = {quad.triple for quad in stated}
    counted = {
        "void:triples": len(facts),
        "void:distinctSubjects": len({fact.subject for fact in facts}),
        "void:distinctObjects": len({fact.object for fact in facts}),
        "void:properties": len({fact.predicate for fact in facts}),
    }

    assert {prop: int(str(told.value(DATASET, term(prop)))) for prop in counted} == counted


def test_properties_of_a_class_are_counted_within_it(told: rdflib.Graph, stated: list[Quad]) -> None:
    of = NamedNode(names.ONTOLOGY + "#Model")
    facts = {quad.triple for quad in stated}
    models = {fact.subject for fact in facts if fact.object == of and fact.predicate.value == str(RDF.type)}
    counted = Counter(fact.predicate.value for fact in facts if fact.subject in models)
    part = told.value(None, term("void:class"), rdflib.URIRef(of.value))
    said = {
        str(told.value(inner, term("void:property"))): int(str(told.value(inner, term("void:triples"))))
        for inner in told.objects(part, term("void:propertyPartition"))
    }

    assert said == dict(counted)


def test_every_link_to_another_dataset_is_in_a_linkset(stated: list[Quad], told: rdflib.Graph) -> None:
    same = {names.expand("owl:sameAs"), names.expand("schema:sameAs"), names.expand("skos:exactMatch")}
    linked = {quad.triple for quad in stated if quad.predicate.value in same}
    outward = [str(fact.object) for fact in linked if names.BASE not in str(fact.object)]
    sets = list(told.subjects(RDF.type, term("void:Linkset")))

    assert outward
    assert [address for address in outward if not links.target_of(address.strip("<>"))] == []
    assert sum(int(str(told.value(each, term("void:triples")))) for each in sets) == len(outward)
    for each in sets:
        assert told.value(each, term("void:subjectsTarget")) == DATASET
        assert (told.value(each, term("void:objectsTarget")), RDF.type, term("void:Dataset")) in told


def test_every_record_keeps_the_pattern_of_its_kind(told: rdflib.Graph, stated: list[Quad]) -> None:
    patterns = [str(pattern) for pattern in told.objects(None, term("void:uriRegexPattern"))]
    subjects = {quad.subject.value for quad in stated if isinstance(quad.subject, NamedNode)}
    records = {iri for iri in subjects if names.kind_and_slug(iri) and "#" not in iri}

    assert len(patterns) > 20
    assert [record for record in records if not any(re.fullmatch(pattern, record) for pattern in patterns)] == []


def test_resources_to_begin_with_are_there(told: rdflib.Graph, stated: list[Quad]) -> None:
    things = {quad.subject.value for quad in stated if isinstance(quad.subject, NamedNode)}
    begin = [str(o) for p in ("void:exampleResource", "void:rootResource") for o in told.objects(None, term(p))]

    assert len(begin) > 20
    assert [one for one in begin if one not in things] == []


# What the description leaves alone

ABOUT_TERMS = {
    "examples-of-properties",
    "names-to-search",
    "terms-in-use",
    "vocabulary-properties",
    "vocabulary-properties-of-classes",
}
"""Questions about terms and questions, and not about things alone."""


def test_the_description_and_the_examples_change_no_answer_about_things(built: Release) -> None:
    facts = list(parse(built.dump(), format=RdfFormat.N_QUADS))
    made = {names.DATASET_GRAPH, names.QUERIES_GRAPH}
    whole, bare = in_store(facts), in_store(q for q in facts if corpus.graph_of(q) not in made)
    changed = [
        name
        for name, question in questions.read_folder(built.path / release.QUERIES).items()
        if answer(whole, question.text) != answer(bare, question.text)
    ]

    assert set(changed) == ABOUT_TERMS


def in_store(facts: Iterable[Quad]) -> Store:
    store = Store()
    store.bulk_extend(facts)
    return store


def answer(store: Store, text: str) -> object:
    results = store.query(text, use_default_graph_as_union=True)
    return bool(results) if isinstance(results, QueryBoolean) else sorted(str(list(row)) for row in results)


# Search engines

WANTED = {
    *("name", "description", "url", "identifier", "keywords", "license", "isAccessibleForFree", "creator", "publisher"),
    *("distribution", "spatialCoverage", "temporalCoverage", "version", "citation", "includedInDataCatalog"),
    *("datePublished", "dateModified", "inLanguage"),
}
"""What schema.org offers and Google reads of a `Dataset`."""


def test_the_block_for_search_engines_says_all_that_they_read(built: Release) -> None:
    said = sheet.read(parse(path=str(built.file(describe.FILE)), format=RdfFormat.TURTLE))
    block = schema_org.dataset(said, built.manifest)

    assert block["@type"] == "Dataset" and block["@context"] == "https://schema.org/"
    assert set(block) >= WANTED and all(block[name] for name in WANTED)
    assert 50 <= len(block["description"]) <= 5000
    assert all(item["@type"] == "DataDownload" and item["contentUrl"] for item in block["distribution"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", block["temporalCoverage"])


def test_a_citation_names_the_release_in_every_form(built: Release) -> None:
    forms = (citing.words(built.manifest), citing.bibtex(built.manifest), citing.cff(built.manifest))

    assert [form for form in forms if citing.address(built.manifest) not in form] == []
