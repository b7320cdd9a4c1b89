"""The virus scanner is spoken to in clamd's words; whatever is not a plain yes is no."""

from __future__ import annotations

from io import BytesIO

import pytest

from bot.doctor.finding import Health
from bot.doctor.scanner import scanner
from bot.scanning import Scanner, ScannerAway
from bot.settings import read_settings
from crm.store.pieces import PIECE
from tests.clamd import EICAR, clamd

SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE]


@pytest.mark.parametrize("unix", [False, True], ids=["tcp", "unix"])
def test_the_scanner_is_shown_every_byte_and_believed(tmp_path, unix):
    with clamd(str(tmp_path / "clamd.ctl") if unix else "") as found:
        mine = Scanner.read(found.address)
        shown = [bytes([size % 251]) * size for size in SIZES]
        assert [mine.passes(one) for one in (*shown, *map(BytesIO, shown))] == [True] * len(shown) * 2
        assert found.seen == shown * 2
        assert mine.passes(EICAR) is False
        assert mine.version() == "ClamAV 1.4.3/27500"
        [said] = scanner(read_settings(carnet_clamav=found.address))
        assert (said.health, said.said) == (Health.WELL, f"ClamAV 1.4.3/27500 at {mine}")


def test_what_is_too_large_for_the_scanner_does_not_pass():
    with clamd(limit=PIECE) as found:
        assert Scanner.read(found.address).passes(b"x" * 40 * PIECE) is False


@pytest.mark.parametrize("says", [b"", b"stream: OK ERROR", b"UNKNOWN COMMAND", b"\xff" * 9000], ids=repr)
def test_a_scanner_that_does_not_say_yes_or_no_is_away(says):
    with clamd(says=says) as found, pytest.raises(ScannerAway):
        Scanner.read(found.address).passes(b"x" * 3 * PIECE)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there_is_said_with_its_cure(url):
    with pytest.raises(ScannerAway):
        Scanner.read(url).passes(b"")
    [said] = scanner(read_settings(carnet_clamav=url))
    assert (said.health, said.cure) == (Health.ILL, "Start clamd, or mend CARNET_CLAMAV.")


def test_no_scanner_is_no_fault():
    assert Scanner.read("") is None
    [said] = scanner(read_settings())
    assert said.health is Health.NOTE
