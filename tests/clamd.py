"""A virus scanner on the loopback that speaks clamd's protocol, and finds what the test says."""

from __future__ import annotations

import socketserver
import struct
import threading
from contextlib import contextmanager

EICAR = b"%PDF-1.7\n" + rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """``address`` is how the settings name it; ``seen`` are the contents that it was shown."""

    def __init__(self, address, limit):
        self.address, self.limit, self.seen = address, limit, []

    def answer(self, line):
        command = until_nul(line)
        if command == b"zVERSION":
            return b"ClamAV 1.4.3/27500"
        assert command == b"zINSTREAM", command
        content = b""
        while size := struct.unpack("!L", exactly(line, 4))[0]:
            content += exactly(line, size)
            if len(content) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR"
        self.seen.append(content)
        return b"stream: Eicar-Signature FOUND" if b"EICAR" in content else b"stream: OK"


def until_nul(line):
    said = b""
    while not said.endswith(b"\0"):
        said += exactly(line, 1)
    return said[:-1]


def exactly(line, size):
    found = b""
    while len(found) < size:
        more = line.recv(size - len(found))
        if not more:
            raise ConnectionResetError
        found += more
    return found


@contextmanager
def clamd(path="", *, limit=26_000_000, says=None):
    """``says`` is what it answers whatever it is asked; nothing means that it hangs up."""

    class Line(socketserver.BaseRequestHandler):
        def handle(self):
            said = self.server.scanner.answer(self.request) if says is None else says
            self.request.sendall(said + b"\0" if said else b"")

    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with kind(path or ("127.0.0.1", 0), Line) as server:
        server.daemon_threads = True
        address = f"unix:{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
        server.scanner = Clamd(address, limit)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server.scanner
        finally:
            server.shutdown()
