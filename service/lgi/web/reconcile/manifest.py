"""The manifest of the reconciliation service: what it offers, and where."""

from typing import Any

from lgi import names
from lgi.matching.index import Index
from lgi.web.reconcile.answers import type_of
from lgi.web.reconcile.queries import MOST_QUERIES

WIDTH, HEIGHT = 480, 300
_SETTINGS = [
    {
        "name": "limit",
        "label": "Most values",
        "type": "number",
        "default": 0,
        "help_text": "How many values of the property to give at most; 0 is all of them.",
    },
    {
        "name": "current",
        "label": "Current codes only",
        "type": "checkbox",
        "default": False,
        "help_text": "Leave codes out that were replaced by others.",
    },
]


def manifest(index: Index, name: str, version: str, here: str) -> dict[str, Any]:
    """Write the manifest of a service whose addresses begin with `here`."""
    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": names.THINGS,
        "schemaSpace": names.ONTOLOGY + "#",
        "documentation": f"{here}/reconcile/about",
        "logo": f"{here}/static/lgi.svg",
        "serviceVersion": version,
        "defaultTypes": [type_of(each) for each in index.types.values() if not each.broader],
        "view": {"url": f"{here}/reconcile/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{here}/reconcile/about#{{{{id}}}}"},
        "preview": {"url": f"{here}/reconcile/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            what: {"service_url": here, "service_path": f"/reconcile/suggest/{what}"}
            for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/reconcile/properties"},
            "property_settings": _SETTINGS,
        },
        "batchSize": MOST_QUERIES,
    }
