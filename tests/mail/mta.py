"""A real Postfix and a real Dovecot on the loopback, in folders of their own; nothing of the machine's is touched."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory, TemporaryFile

import pytest

SERVERS = Path(__file__).parent / "servers"
POSTFIX, DOVECOT, DOVEADM = "/usr/sbin/postfix", "/usr/sbin/dovecot", "/usr/bin/doveadm"
STARTED_WITHIN = 20
NEEDED = pytest.mark.skipif(
    os.geteuid() != 0 or not (Path(POSTFIX).exists() and Path(DOVECOT).exists()),
    reason="a real Postfix and Dovecot need root and Debian's packages",
)


def free_ports(count):
    """Ports nobody listens at, below those that a system gives to whoever asks for any: nobody takes them meanwhile."""
    found = []
    for port in random.SystemRandom().sample(range(20_000, 32_000), 1000):
        with suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            found.append(port)
        if len(found) == count:
            break
    return found


@dataclass(kw_only=True)
class Mta:
    """Where it listens; ``carnet`` is the port that answers are handed to."""

    folder: Path
    smtp: int
    imap: int
    lmtp: int
    carnet: int

    def write(self):
        user = "mail"  # Debian's own; Dovecot wants one that is not root
        for name in ("queue", "data", "run", "mail", "postfix"):
            (self.folder / name).mkdir(mode=0o755)
        owner = pwd.getpwnam("postfix")
        os.chown(self.folder / "data", owner.pw_uid, owner.pw_gid)
        shutil.chown(self.folder / "mail", user, user)
        known = {"folder": self.folder, "user": user, "smtp": self.smtp, "imap": self.imap, "lmtp": self.lmtp}
        for name, folder in (("main.cf", "postfix"), ("master.cf", "postfix"), ("dovecot.conf", "")):
            text = Template((SERVERS / name).read_text()).safe_substitute(known, carnet=self.carnet)
            (self.folder / folder / name).write_text(text)

    def start(self):
        self.postfix("start")
        self.start_dovecot()
        for port in (self.smtp, self.imap, self.lmtp):
            wait_for_port(port)

    def start_dovecot(self):
        run(DOVECOT, "-c", str(self.folder / "dovecot.conf"))

    def stop_dovecot(self):
        run(DOVEADM, "-c", str(self.folder / "dovecot.conf"), "stop", check=False)

    def postfix(self, what, *, check=True):
        run(POSTFIX, "-c", str(self.folder / "postfix"), what, check=check)

    def stop(self):
        self.postfix("stop", check=False)
        self.stop_dovecot()

    def log(self):
        found = self.folder / "postfix.log"
        return found.read_text() if found.exists() else ""


def run(*command, check=True):
    # A pipe would be held open by what the command leaves running.
    with TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=said, timeout=STARTED_WITHIN, check=False)  # noqa: S603
        said.seek(0)
        assert done.returncode == 0 or not check, said.read()


def wait_for_port(port):
    end = time.monotonic() + STARTED_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, f"nothing listens at {port}"
            time.sleep(0.05)
        else:
            return


@contextmanager
def serving():
    """Both servers while the block runs; pytest's own folders are closed to the users that they run as."""
    with TemporaryDirectory(prefix="carnet-mta-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        smtp, imap, lmtp, carnet = free_ports(4)
        found = Mta(folder=Path(folder), smtp=smtp, imap=imap, lmtp=lmtp, carnet=carnet)
        found.write()
        found.start()
        try:
            yield found
        finally:
            found.stop()
