"""The addresses of the browser page."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from sandbox.page.fragments import fragment_routes
from sandbox.page.looking import Box, Looking
from sandbox.page.mailing import mail_routes
from sandbox.page.panel import panel_routes
from sandbox.page.streaming import stream_routes
from sandbox.page.workspace import workspace_routes
from sandbox.page.writing import writing_routes

STATIC = Path(__file__).parent / "static"


def routes(box: Box) -> list[BaseRoute]:
    """Everything a person sees in a browser; the sandbox mounts it at the root."""
    looking = Looking(box)
    return [
        *workspace_routes(looking),
        *fragment_routes(looking),
        *stream_routes(looking),
        *mail_routes(looking),
        *writing_routes(looking),
        *panel_routes(looking),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
