"""Claims as nanopublications: what is claimed, who says so and where, and who publishes it, each in a graph of its own.

They follow the guidelines of nanopub.net. The graph of the assertion holds the content of the claim as it is authored.
That of the provenance holds the record of everybody who affirms, denies or doubts it; the assertion is attributed to
those alone who affirm it. A nanopublication belongs to one release and never changes; it has no trusty URI.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from lgi import names
from lgi.errors import NotFound
from lgi.exports import writing
from lgi.exports.statements import Statements
from lgi.release import Manifest

FILE = "nanopubs.trig.gz"
_NP = "http://www.nanopub.org/nschema#"
_LICENCE = NamedNode(names.LICENCE)
_EDITORS = NamedNode(names.EDITORS)
_PARTS = ("head", "assertion", "provenance", "pubinfo")


def _iri(curie: str) -> NamedNode:
    return NamedNode(names.expand(curie) or curie)


_TYPE, _GLOSS, _ASSERTS = _iri("rdf:type"), _iri("lgi:gloss"), _iri("lgi:assertsClaim")
_STANCE, _BY, _IN = _iri("lgi:hasStance"), _iri("lgi:isAssertedBy"), _iri("lgi:isStatedIn")
_AFFIRMS = _iri("stance:affirms")
_DERIVED, _ATTRIBUTED = _iri("prov:wasDerivedFrom"), _iri("prov:wasAttributedTo")


def address(claim: str, manifest: Manifest) -> str:
    """The IRI of the nanopublication of a claim as it is in a release."""
    return f"{names.RELEASES}{manifest.name}/{claim.removeprefix(names.THINGS)}/nanopublication"


def claims(said: Statements) -> list[str]:
    """All claims on which somebody takes a stand, in order of their IRIs."""
    return said.values(_ASSERTS.value)


def of(claim: str, said: Statements, manifest: Manifest) -> list[Quad]:
    """The nanopublication of a claim. Raises NotFound for what nobody asserts."""
    content, stands = said.of(claim), [said.of(stand) for stand in said.pointing(_ASSERTS.value, claim)]
    if not content or not stands:
        raise NotFound(f"nobody asserts a claim {claim}, so it has no nanopublication")
    this = address(claim, manifest)
    head, assertion, provenance, pubinfo = (NamedNode(f"{this}#{part}") for part in _PARTS)
    return [
        *_in(head, _head(NamedNode(this), assertion, provenance, pubinfo)),
        *_in(assertion, content),
        *_in(provenance, _provenance(assertion, stands)),
        *_in(pubinfo, _pubinfo(NamedNode(this), claim, content, manifest)),
    ]


def write(quads: Iterable[Quad], form: RdfFormat = RdfFormat.TRIG) -> bytes:
    """Write nanopublications in a form that has named graphs."""
    return writing.write(quads, form, {"np": _NP})


def _in(graph: NamedNode, facts: Iterable[Triple]) -> list[Quad]:
    return [Quad(fact.subject, fact.predicate, fact.object, graph) for fact in facts]


def _head(this: NamedNode, assertion: NamedNode, provenance: NamedNode, pubinfo: NamedNode) -> list[Triple]:
    return [
        Triple(this, _TYPE, NamedNode(_NP + "Nanopublication")),
        Triple(this, NamedNode(_NP + "hasAssertion"), assertion),
        Triple(this, NamedNode(_NP + "hasProvenance"), provenance),
        Triple(this, NamedNode(_NP + "hasPublicationInfo"), pubinfo),
    ]


def _provenance(assertion: NamedNode, stands: Iterable[list[Triple]]) -> list[Triple]:
    found: dict[Triple, None] = {}
    for stand in stands:
        found |= dict.fromkeys(Triple(assertion, _DERIVED, fact.object) for fact in stand if fact.predicate == _IN)
        if any(fact.predicate == _STANCE and fact.object == _AFFIRMS for fact in stand):
            found |= dict.fromkeys(
                Triple(assertion, _ATTRIBUTED, fact.object) for fact in stand if fact.predicate == _BY
            )
    return [*found, *(fact for stand in stands for fact in stand)]


def _pubinfo(this: NamedNode, claim: str, content: Iterable[Triple], manifest: Manifest) -> list[Triple]:
    glosses = [fact.object for fact in content if fact.subject == NamedNode(claim) and fact.predicate == _GLOSS]
    created = Literal(manifest.built, datatype=_iri("xsd:dateTime"))
    return [
        *(Triple(this, _iri("rdfs:label"), gloss) for gloss in glosses),
        Triple(this, _iri("dcterms:created"), created),
        Triple(this, _iri("dcterms:creator"), _EDITORS),
        Triple(this, _iri("dcterms:isPartOf"), NamedNode(names.RELEASES + manifest.name)),
        Triple(this, _iri("dcterms:license"), _LICENCE),
        Triple(this, _iri("dcterms:subject"), NamedNode(claim)),
    ]
