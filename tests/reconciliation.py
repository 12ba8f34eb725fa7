"""What the Reconciliation API 0.2 says of its messages, as JSON Schemas written from its text."""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NAMED: Schema = {"type": "string", "minLength": 1}
_TEMPLATE: Schema = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}},
}
_WHERE: Schema = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {
        "service_url": {"type": "string", "pattern": "^https?://.*[^/]$"},
        "service_path": {"type": "string", "pattern": "^/"},
    },
}
_TYPE: Schema = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": _NAMED, "name": _NAMED, "broader": {"type": "array", "items": {"$ref": "#/$defs/type"}}},
}
_SETTING: Schema = {
    "type": "object",
    "required": ["name", "label", "type"],
    "properties": {
        "name": _NAMED,
        "label": _NAMED,
        "type": {"enum": ["number", "text", "checkbox", "select"]},
        "help_text": _TEXT,
    },
}
_CANDIDATE: Schema = {
    "type": "object",
    "required": ["id", "name", "score", "type", "match"],
    "properties": {
        "id": _NAMED,
        "name": _NAMED,
        "description": _TEXT,
        "score": {"type": "number"},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": {"$ref": "#/$defs/type"}},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "value"],
                "properties": {"id": _NAMED, "value": {"type": ["boolean", "number"]}},
            },
        },
    },
}
_RESULT: Schema = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": _CANDIDATE}},
}
_DAY = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$"
_VALUES: Schema = {
    "oneOf": [
        {"type": "object", "additionalProperties": False},
        {
            "type": "object",
            "required": ["id", "name"],
            "additionalProperties": False,
            "properties": {"id": _NAMED, "name": _NAMED, "description": _TEXT},
        },
        {"type": "object", "required": ["str"], "additionalProperties": False, "properties": {"str": _TEXT}},
        {
            "type": "object",
            "required": ["float"],
            "additionalProperties": False,
            "properties": {"float": {"type": "number"}},
        },
        {
            "type": "object",
            "required": ["int"],
            "additionalProperties": False,
            "properties": {"int": {"type": "integer"}},
        },
        {
            "type": "object",
            "required": ["date"],
            "additionalProperties": False,
            "properties": {"date": {"type": "string", "pattern": _DAY}},
        },
    ]
}


def _whole(schema: Schema) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {"type": _TYPE}, **schema}


def _listed(item: Schema) -> Schema:
    return _whole(
        {"type": "object", "required": ["result"], "properties": {"result": {"type": "array", "items": item}}}
    )


MANIFEST = _whole(
    {
        "type": "object",
        "required": ["versions", "name", "identifierSpace", "schemaSpace"],
        "properties": {
            "versions": {"type": "array", "items": _TEXT, "contains": {"const": "0.2"}},
            "name": _NAMED,
            "identifierSpace": {"type": "string", "pattern": "^https?://"},
            "schemaSpace": {"type": "string", "pattern": "^https?://"},
            "documentation": {"type": "string", "pattern": "^https?://"},
            "logo": {"type": "string", "pattern": "^https?://"},
            "serviceVersion": _TEXT,
            "defaultTypes": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/type"}},
            "view": _TEMPLATE,
            "feature_view": _TEMPLATE,
            "preview": {
                **_TEMPLATE,
                "required": ["url", "width", "height"],
                "properties": {**_TEMPLATE["properties"], "width": {"type": "integer"}, "height": {"type": "integer"}},
            },
            "suggest": {"type": "object", "properties": dict.fromkeys(("entity", "property", "type"), _WHERE)},
            "extend": {
                "type": "object",
                "properties": {"propose_properties": _WHERE, "property_settings": {"type": "array", "items": _SETTING}},
            },
            "batchSize": {"type": "integer", "minimum": 1},
        },
    }
)
RESULTS = _whole({"type": "object", "additionalProperties": _RESULT})
ENTITIES = _listed(
    {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": _NAMED,
            "name": _NAMED,
            "description": _TEXT,
            "notable": {"type": "array", "items": {"$ref": "#/$defs/type"}},
        },
    }
)
PROPERTIES = _listed(
    {"type": "object", "required": ["id", "name"], "properties": {"id": _NAMED, "name": _NAMED, "description": _TEXT}}
)
TYPES = _listed({"$ref": "#/$defs/type"})
EXTENSION = _whole(
    {
        "type": "object",
        "required": ["meta", "rows"],
        "properties": {
            "meta": {
                "type": "array",
                "items": {"type": "object", "required": ["id", "name"], "properties": {"id": _NAMED, "name": _NAMED}},
            },
            "rows": {
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": {"type": "array", "items": _VALUES}},
            },
        },
    }
)
PROPOSED = _whole(
    {
        "type": "object",
        "required": ["type", "properties"],
        "properties": {
            "type": _TEXT,
            "limit": {"type": "integer"},
            "properties": {
                "type": "array",
                "items": {"type": "object", "required": ["id", "name"], "properties": {"id": _NAMED, "name": _NAMED}},
            },
        },
    }
)
