"""Log lines for people or for machines; whatever writes them, no secret gets through."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, Literal

import structlog
from structlog.typing import Processor

MASK = "•••"
# Slack's tokens, and the password of an address: known by their shape, wherever they come from.
TOKEN = re.compile(r"\b(xox[a-z]|xapp|xoxe\.xox[a-z])-[\w-]{6,}")
PASSWORD = re.compile(r"(?<=://)([^\s/@:]*):[^\s/@]+(?=@)")
QUIET = ("slack_bolt", "slack_sdk", "uvicorn", "apscheduler", "aiohttp", "asyncio", "alembic")


class Masking:
    """A processor that blanks secrets in every value of a line."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first, so that no secret hides behind the beginning of another.
        known = sorted({one for one in secrets if len(one) >= len(MASK)}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in line.items():
            line[key] = self.masked(value)
        return line

    def masked(self, value: Any) -> Any:
        match value:
            case str():
                return self.text(value)
            case dict():
                return {key: self.masked(one) for key, one in value.items()}
            case list() | tuple():
                return [self.masked(one) for one in value]
            case None | bool() | int() | float():
                return value
        return self.text(repr(value))

    def text(self, text: str) -> str:
        text = PASSWORD.sub(rf"\1:{MASK}", TOKEN.sub(rf"\1-{MASK}", text))
        return self._known.sub(MASK, text) if self._known else text


class _Handler(logging.Handler):
    """Writes to the error stream of the moment; terminals and tests change it."""

    def emit(self, record: logging.LogRecord) -> None:
        if self._worth_it(record):
            sys.stderr.write(f"{self.format(record)}\n")

    @staticmethod
    def _worth_it(record: logging.LogRecord) -> bool:
        # Bolt gives its loggers a level of its own, and finds our token in the environment, where it is right.
        chatter = record.name.startswith(QUIET) and record.levelno < logging.WARNING
        return not chatter and "As you gave `client`" not in record.msg


def set_up(shape: Literal["text", "json"] = "text", secrets: Iterable[str] = (), *, level: int = logging.INFO) -> None:
    """Our own lines and those of libraries take one way to the standard error stream."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # A traceback becomes text before secrets are looked for.
    last: list[Processor] = [structlog.processors.format_exc_info, Masking(secrets), _renderer(shape)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = _Handler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    root = logging.getLogger()
    root.handlers = [*(one for one in root.handlers if not isinstance(one, _Handler)), handler]
    root.setLevel(level)


def _renderer(shape: Literal["text", "json"]) -> Processor:
    if shape == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
