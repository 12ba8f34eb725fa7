"""The nations of the United Kingdom and the regions of England as facts: the places that hold those of councils."""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal

from lgi.register.facts import Record, english, record

_NATIONS = {
    "england": "England",
    "northern-ireland": "Northern Ireland",
    "scotland": "Scotland",
    "wales": "Wales",
}


def of_all(regions: Mapping[str, Mapping[str, str]]) -> Iterator[Record]:
    """The nations and the regions of England, which hold the places of councils."""
    for slug, name in _NATIONS.items():
        yield _larger(slug, name, "nation", "uk")
    for name, region in regions.items():
        slug, code = region["slug"], region["code"]
        yield _larger(slug, name, "region", "england")
        yield record(
            "area",
            f"area:{code.lower()}",
            slug,
            ("a", "lgi:StatisticalArea"),
            ("skos:prefLabel", english(f"{name} ({code})")),
            ("lgi:gssCode", Literal(code)),
            ("lgi:hasKind", "place-kind:region"),
            ("lgi:isVersionOfPlace", f"place:{slug}"),
        )


def _larger(slug: str, name: str, kind: str, within: str) -> Record:
    return record(
        "place",
        f"place:{slug}",
        slug,
        ("a", "lgi:Place"),
        ("skos:prefLabel", english(name)),
        ("lgi:hasKind", f"place-kind:{kind}"),
        ("lgi:isWithin", f"place:{within}"),
    )
