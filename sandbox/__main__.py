"""``python -m sandbox``: a Slack workspace and a mail catcher on this machine."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.box import Settings, packed
from sandbox.installed import App, Secrets
from sandbox.keeping import load
from sandbox.running import until_told
from sandbox.seed import read
from sandbox.whole import create_app

DEFAULTS = Secrets()


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8484, help="of the workspace; 0 for any (default: %(default)s)")
    parser.add_argument("--smtp-port", type=int, default=8425, help="of the mail catcher (default: %(default)s)")
    parser.add_argument("--workspace", type=Path, metavar="FILE.json", help="team, members and channels to begin with")
    parser.add_argument("--keep", type=Path, metavar="FILE.json", help="keeps what happens from one run to the next")
    parser.add_argument("--mail-out", default="", metavar="HOST:PORT", help="takes the mails that people write")
    parser.add_argument("--bot-token", default=os.environ.get("SANDBOX_BOT_TOKEN", DEFAULTS.bot_token))
    parser.add_argument("--app-token", default=os.environ.get("SANDBOX_APP_TOKEN", DEFAULTS.app_token))
    parser.add_argument("--signing-secret", default=os.environ.get("SANDBOX_SIGNING_SECRET", DEFAULTS.signing))
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = options(arguments)
    secrets = Secrets(bot_token=asked.bot_token, app_token=asked.app_token, signing=asked.signing_secret)
    try:
        box = packed(read(asked.workspace), Settings(mail_out=asked.mail_out), App(secrets=secrets))
        if asked.keep:
            load(box, asked.keep)
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        files = " or ".join(str(one) for one in (asked.workspace, asked.keep) if one)
        print(f"{files} cannot be read as a workspace: {wrong}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        asyncio.run(until_told(create_app(box), asked.host, asked.port, asked.smtp_port, asked.keep))
    except OSError as wrong:
        print(f"The sandbox cannot listen there: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
