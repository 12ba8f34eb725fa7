import json
import warnings

import pytest
import rdflib
from pyoxigraph import RdfFormat, Triple, parse
from rdflib.compare import isomorphic

from lgi import endpoint, media, names
from lgi.engine import Limits
from lgi.release import Manifest

HERE = "http://here/sparql"
SD = rdflib.Namespace(names.VOCABULARIES["sd"])
SCHEMA = rdflib.Namespace(names.VOCABULARIES["schema"])
VOID = rdflib.Namespace(names.VOCABULARIES["void"])
SH = rdflib.Namespace(names.VOCABULARIES["sh"])
SERVICE = rdflib.URIRef(HERE)
FOREIGN = Manifest("x", "1", "d", "f", "now", 12, {"": 5, "http://e/g": 7}, authored=False)
OURS = Manifest("x", "1", "d", "f", "now", 7, {names.GRAPHS + "a": 7})
FORMATS = [media.TRIPLES["ttl"], media.TRIPLES["nt"], media.TRIPLES["rdf"], media.TRIPLES["jsonld"]]


def read(manifest: Manifest = FOREIGN, kind: str = media.TRIPLES["ttl"], limits: Limits | None = None) -> rdflib.Graph:
    body = endpoint.documents(endpoint.describe(HERE, manifest, limits or Limits()))[kind]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, for JSON-LD
        return rdflib.Graph().parse(data=body, format=kind)


def values(found: rdflib.Graph, *path: tuple[rdflib.term.Node, rdflib.term.Node]) -> set[str]:
    return {str(value) for subject, predicate in path for value in found.objects(subject, predicate)}


def test_it_says_where_it_is_what_it_answers_and_in_which_formats() -> None:
    found = read()

    assert values(found, (SERVICE, SD.endpoint)) == {HERE}
    assert values(found, (SERVICE, SD.supportedLanguage)) == {str(SD.SPARQL11Query)}
    assert len(values(found, (SERVICE, SD.resultFormat))) == len(media.SOLUTIONS) + len(media.TRIPLES)
    assert values(found, (SERVICE, SD.defaultEntailmentRegime)) == {"http://www.w3.org/ns/entailment/Simple"}


def test_it_claims_no_feature_but_the_union() -> None:
    assert values(read(), (SERVICE, SD.feature)) == {str(SD.UnionDefaultGraph)}


def test_it_lists_its_named_graphs_with_their_sizes_and_counts_all_facts() -> None:
    found = read()

    (dataset,) = found.objects(SERVICE, SD.defaultDataset)
    (entry,) = found.objects(dataset, SD.namedGraph)
    (content,) = found.objects(entry, SD.graph)
    (union,) = found.objects(dataset, SD.defaultGraph)
    (count,) = found.objects(union, SCHEMA.additionalProperty)
    assert values(found, (entry, SD.name), (content, VOID.triples)) == {"http://e/g", "7"}
    assert values(found, (count, SCHEMA.value)) == {"12"}


def test_foreign_data_are_not_called_ours() -> None:
    assert values(read(), (SERVICE, SD.defaultDataset)) == {f"{HERE}#dataset"}
    assert values(read(OURS), (SERVICE, SD.defaultDataset)) == {names.BASE + "dataset"}


def test_it_tells_its_limits_with_their_units() -> None:
    found = read(limits=Limits(seconds=2.5, answer_bytes=1000))
    told = {
        str(name): tuple(str(next(found.objects(limit, SCHEMA[part]))) for part in ("value", "unitCode"))
        for limit in found.objects(SERVICE, SCHEMA.additionalProperty)
        for name in found.objects(limit, SCHEMA.propertyID)
    }

    assert (told["seconds"], told["answer_bytes"], told["depth"]) == (("2.5", "SEC"), ("1000", "AD"), ("100", "C62"))
    assert set(told) <= set(vars(Limits()))


def test_it_declares_the_prefixes_that_we_use() -> None:
    found = read()
    told = {
        str(next(found.objects(node, SH.prefix))): str(next(found.objects(node, SH.namespace)))
        for node in found.objects(SERVICE, SH.declare)
    }

    assert told == names.VOCABULARIES


def test_all_that_it_tells_of_has_a_name() -> None:
    assert not [node for fact in read() for node in fact if isinstance(node, rdflib.BNode)]


@pytest.mark.parametrize("kind", FORMATS)
def test_it_says_the_same_in_every_format(kind: str) -> None:
    assert isomorphic(read(kind=kind), read())


@pytest.mark.parametrize("kind", [media.TRIPLES["trig"], media.TRIPLES["nq"]])
def test_in_formats_of_datasets_it_stands_in_the_default_graph(kind: str) -> None:
    facts = endpoint.describe(HERE, FOREIGN, Limits())

    told = list(parse(endpoint.documents(facts)[kind], format=RdfFormat.from_media_type(kind)))

    assert {Triple(quad.subject, quad.predicate, quad.object) for quad in told} == set(facts)


def test_it_is_the_same_byte_for_byte_each_time() -> None:
    one, other = (endpoint.documents(endpoint.describe(HERE, FOREIGN, Limits())) for _ in range(2))

    assert one == other
    assert set(one) == set(media.TRIPLES.values())
    assert json.loads(one[media.TRIPLES["jsonld"]])
