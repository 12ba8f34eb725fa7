"""Data such as ours never are: odd names, things without names, things withdrawn, a thing that many point to."""

from lgi import names

LABEL = names.VOCABULARIES["rdfs"] + "label"
REPLACED = names.VOCABULARIES["dcterms"] + "isReplacedBy"
DEPRECATED = names.VOCABULARIES["owl"] + "deprecated"
TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'

ODD_NAMES = {
    "caf%C3%A9": "café",
    "o'neil": "o'neil",
    "o%27neil": "o'neil",
    "a%2Fb": "a%2Fb",
    "a+b": "a+b",
    "100%25": "100%25",
    "what%3F": "what%3F",
    "number%231": "number%231",
    "%C5%82%C3%B3d%C5%BA": "łódź",
    "a%20b": "a%20b",
    "at@home": "at@home",
    "x(y)": "x(y)",
}
"""Names of things as they stand in an address, and as they stand in the graph."""

INCOMING = 1201
"""How many statements point to the hub."""

CHAIN = 6
"""How many nameless things hang on one another."""

LITERALS = 8
"""How many literals the thing has that is said so much of."""

FOREIGN = """\
<http://e/ann> <http://e/age> "41"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e/ann> <http://e/name> "Ann \\"A.\\", Smith\\nBSc"@en .
<http://e/ann> <http://e/says> "one" <http://e/one> .
<http://e/ann> <http://e/says> "two" <http://e/two> .
"""


def facts() -> str:
    """All of them as N-Quads."""
    return "".join(f"{fact} .\n" for fact in [*_odd(), *_literals(), *_nameless(), *_withdrawn(), *_hub()])


def thing(name: str) -> str:
    """The IRI of an odd thing."""
    return names.thing("place", name)


def _odd() -> list[str]:
    return [f'<{thing(name)}> <{LABEL}> "{name}"@en' for name in sorted(set(ODD_NAMES.values()))]


def _literals() -> list[str]:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    said = (
        *(
            '"a & b < c > d"',
            '"\\t tab, \\n line and \\r return"',
            '"  blanks  "@en',
            '"\\u0142\\u00f3d\\u017a e\\u0301 \\U0001F600"@pl',
        ),
        *(
            f'"007"^^<{xsd}string>',
            f'"1.50"^^<{xsd}decimal>',
            f'"2026-11-23"^^<{xsd}date>',
            '"<b>x</b>"^^<http://e/type>',
        ),
    )
    return [
        *(f"<{thing('literal')}> <http://e/says> {each}" for each in said),
        f'<{thing("unsplit")}> <http://e/1> "no name in XML ends so"',
        f'<{thing("control")}> <http://e/says> "bell \\u0007"',
    ]


def _nameless() -> list[str]:
    chain = [f"_:n{i} <http://e/part> _:n{i + 1}" for i in range(CHAIN)]
    start = f"<{thing('nested')}>"
    return [
        f'{start} <{LABEL}> "nested"@en',
        f"{start} <http://e/part> _:n0",
        *chain,
        f'_:n{CHAIN} <http://e/says> "the innermost"',
        f"<{thing('beside')}> <http://e/part> _:other",
        '_:other <http://e/says> "not of the nested"',
    ]


def _withdrawn() -> list[str]:
    old, older, gone, new = (f"<{thing(name)}>" for name in ("old", "older", "gone", "new"))
    return [
        f'{old} <{LABEL}> "Old"@en',
        f"{old} <{REPLACED}> {new}",
        f"{older} <{REPLACED}> <https://elsewhere.example/successor>",
        f"{gone} <{DEPRECATED}> {TRUE}",
        f"<{thing('kept')}> <{DEPRECATED}> {TRUE.replace('true', 'false')}",
        f'{new} <{LABEL}> "New"@en',
        *(f"<{thing('split')}> <{REPLACED}> <{thing(name)}>" for name in ("at@home", "kept")),
        f"<{thing('circle')}> <{REPLACED}> <{thing('circle-too')}>",
        f"<{thing('circle-too')}> <{REPLACED}> <{thing('circle')}>",
        f"<{thing('nowhere')}> <{REPLACED}> <{thing('never')}>",
    ]


def _hub() -> list[str]:
    hub = f"<{thing('hub')}>"
    return [f'{hub} <{LABEL}> "Hub"@en', *(f"<http://e/spoke/{i:04}> <http://e/near> {hub}" for i in range(INCOMING))]
