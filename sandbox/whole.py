"""The whole sandbox: what programs use, and the pages for people."""

from __future__ import annotations

from starlette.applications import Starlette

from sandbox.box import Box
from sandbox.page.routes import routes
from sandbox.server import assembled


def create_app(box: Box) -> Starlette:
    """Everything that is reached over HTTP, with its pages."""
    return assembled(box, routes(box))
