"""Describe a release to search engines: a `Dataset` of schema.org."""

from typing import Any

from lgi import names
from lgi.describe import citing
from lgi.describe.catalogue import SERVICES
from lgi.describe.facts import CATALOGUE, DATASET, TITLE
from lgi.describe.sheet import File, Sheet
from lgi.release import Manifest

_EDITORS = {"@type": "Organization", "@id": names.EDITORS, "name": "The lgi editors", "url": CATALOGUE}
_PLACE = {
    "@type": "Place",
    "name": "United Kingdom",
    "geo": {"@type": "GeoShape", "box": "49.86 -8.65 60.86 1.77"},
}


def dataset(sheet: Sheet, manifest: Manifest) -> dict[str, Any]:
    """What a search engine is told of a release."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        "name": TITLE,
        "description": sheet.description,
        "url": CATALOGUE,
        "identifier": [DATASET, citing.address(manifest)],
        "version": manifest.name,
        "license": names.LICENCE,
        "isAccessibleForFree": True,
        "creator": _EDITORS,
        "publisher": _EDITORS,
        "keywords": sheet.keywords,
        "inLanguage": "en-GB",
        "spatialCoverage": _PLACE,
        "temporalCoverage": "/".join(sheet.period),
        "datePublished": sheet.issued,
        "dateModified": sheet.modified,
        "citation": citing.words(manifest),
        "creditText": citing.words(manifest),
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": CATALOGUE, "name": f"Data of the {TITLE}"},
        "distribution": [*map(_download, sheet.files), *_services()],
    }


def _download(file: File) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.title,
        "description": file.text,
        "contentUrl": file.address,
        "encodingFormat": file.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
        "license": names.LICENCE,
    }


def _services() -> list[dict[str, Any]]:
    """The ways to ask, as search engines know them: addresses with a description."""
    return [
        {
            "@type": "DataDownload",
            "name": title,
            "description": text,
            "contentUrl": names.BASE + where,
            "license": names.LICENCE,
        }
        for title, text, where, _, _ in SERVICES.values()
    ]
