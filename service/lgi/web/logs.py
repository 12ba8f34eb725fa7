"""Logs: one line of JSON for each thing that happened, so that nothing in a request can forge a line of its own."""

import hashlib
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

_QUERY_CHARACTERS = 4000


def config(level: str = "INFO") -> dict[str, Any]:
    """Configure the logging of the service and its server, in the form of `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": ["levelname", "name", "message"],
                "rename_fields": {"levelname": "level", "message": "event"},
                "timestamp": "time",
                "json_ensure_ascii": True,
                "reserved_attrs": [*RESERVED_ATTRS, "color_message"],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {name: {"handlers": ["stderr"], "level": level, "propagate": False} for name in ("lgi", "uvicorn")},
    }


def of_query(text: str, whole: bool) -> dict[str, str]:
    """What a log says of a query: its digest, by which two can be told apart, and its text only where that is wanted."""
    digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
    return {"query": digest, **({"text": text[:_QUERY_CHARACTERS]} if whole else {})}
