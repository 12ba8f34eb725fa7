"""The forms that a kept answer comes in, and the links between them."""

import json

from pyoxigraph import RdfFormat

from lgi import media, names
from lgi.archive import citation, description
from lgi.archive.description import FORMS
from lgi.archive.record import Record
from lgi.errors import NotAcceptable
from lgi.exports import writing
from lgi.feeds import atom
from lgi.web import headers
from lgi.web.evaluate import content_type
from lgi.web.representations import Made

ATOM = atom.MEDIA_TYPE
BIB, CSL = "application/x-bibtex", "application/vnd.citationstyles.csl+json"
BESIDE = {"atom": ATOM, "bib": BIB, "csl.json": CSL}
"""Forms that are not the answer itself and yet can be agreed on, by their endings."""
DESCRIBED = {"meta.json": media.JSON, "meta.ttl": media.TRIPLES["ttl"], "meta.jsonld": media.TRIPLES["jsonld"]}
"""Forms of what is said about an answer."""
_PLAIN = "text/plain"
_CITED = {"bib": (citation.bibtex, BIB), "csl.json": (citation.csl, CSL), "txt": (citation.text, _PLAIN)}
_CITED["cff"] = (citation.cff, "application/yaml")
_LOOSE = {"canonical": _PLAIN, **BESIDE, **DESCRIBED, **{name: kind for name, (_, kind) in _CITED.items()}}


def address(record: Record, ending: str = "") -> str:
    """The address of an answer, or of one of its forms."""
    return f"/answer/{record.id}" + (f".{ending}" if ending else "")


def ending(record: Record, name: str) -> str:
    """The ending of a form by its short name. Raises NotAcceptable for one that this answer has not."""
    if name in _LOOSE or name == "html":
        return name
    accept = media.accept_named(name)
    chosen = getattr(accept, record.kind) if accept else None
    by_type = {kind: ending for ending, kind in FORMS[record.kind].items()}
    if chosen not in by_type:
        known = [*FORMS[record.kind], "html", *_LOOSE]
        raise NotAcceptable(f"this answer has no form {name}: use one of {', '.join(known)}")
    return by_type[chosen]


def made(record: Record, ending: str) -> Made:
    """Make a form that never changes. Raises NotAcceptable for what it cannot hold."""
    if ending in _CITED:
        write, kind = _CITED[ending]
        return Made(write(record).encode(), _typed(kind))
    if ending == "canonical":
        return Made(record.frozen().canonical, _typed(_PLAIN))
    if ending == "meta.json":
        return Made(json.dumps(description.document(record), indent=1, ensure_ascii=False).encode(), media.JSON)
    if ending in DESCRIBED:
        shape = RdfFormat.from_media_type(DESCRIBED[ending])
        assert shape
        return Made(writing.write(description.triples(record), shape), _typed(DESCRIBED[ending]))
    kind = FORMS[record.kind][ending]
    return Made(record.frozen().written(kind), _typed(kind))


def links(record: Record, ending: str, *, negotiated: bool) -> dict[str, str]:
    """What every form says of the others (FAIR Signposting), and that it is no page for search engines."""
    forms = {kind: address(record, each) for each, kind in FORMS[record.kind].items()}
    described = {kind: address(record, each) for each, kind in {**DESCRIBED, "csl.json": CSL, "bib": BIB}.items()}
    told = [
        f'<{record.iri}>; rel="cite-as"',
        f'<{names.LICENCE}>; rel="license"',
        *(f'<{target}>; rel="describedby"; type="{kind}"' for kind, target in described.items()),
        headers.alternates({**forms, media.HTML: address(record, "html"), ATOM: address(record, "atom")})["Link"],
    ]
    here = {"Content-Location": address(record, ending)} if negotiated else {}
    return {"Link": ", ".join(told), "X-Robots-Tag": "noindex", **here}


def _typed(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind == BIB else content_type(kind)
