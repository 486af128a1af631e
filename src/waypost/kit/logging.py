"""JSON logs: static event names, fields instead of sentences, nothing personal, no secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_FIELDS = re.compile(r"token|secret|password|authorization|cookie|api_key|signature", re.IGNORECASE)
_PERSONAL_FIELDS = re.compile(r"phone$|wa_id|body|text|email|user_name|username", re.IGNORECASE)
_SECRET_TEXT = re.compile(r"(EAA\w{8,}|Bearer\s+\S+|wp_\w{8,}|://[^:/\s]+:[^@/\s]+@)")
_PHONE_TEXT = re.compile(r"(?<![\w.-])\+?\d{10,15}(?![\w.-])")


def mask(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before output: what must not be read in a log is not in it."""
    return {name: _masked(name, value) for name, value in fields.items()}


def configure(level: str = "INFO", *, process: str = "") -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def _masked(name: str, value: Any) -> Any:
    if _SECRET_FIELDS.search(name):
        return "***"
    if _PERSONAL_FIELDS.search(name):
        return "***"
    if isinstance(value, str):
        return _PHONE_TEXT.sub("***", _SECRET_TEXT.sub("***", value))
    if isinstance(value, dict):
        return {key: _masked(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(name, inner) for inner in value]
    return value
