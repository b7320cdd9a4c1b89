"""Markdown blocks as HTML: no raw HTML passes, nor do links of dangerous schemes."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

from sandbox.page.emoji import with_emoji

READER = MarkdownIt("js-default")


def markdown(text: str) -> Markup:
    return Markup(READER.render(with_emoji(text)))  # noqa: S704  # js-default escapes raw HTML
