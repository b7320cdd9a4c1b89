from __future__ import annotations

import hashlib
import threading

import pytest

from crm.store.documents import Documents


def test_a_content_is_found_by_its_digest_and_stands_once(tmp_path):
    place = Documents(f"file:{tmp_path}/files")
    digest = place.put(b"Lebenslauf")
    assert (digest, place.put(b"Lebenslauf")) == (hashlib.sha256(b"Lebenslauf").digest(), digest)
    assert place.get(digest) == b"Lebenslauf"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_two_who_keep_the_same_content_at_once_do_not_disturb_each_other(tmp_path):
    place = Documents(f"file:{tmp_path}")
    content = b"x" * 1_000_000
    keepers = [threading.Thread(target=place.put, args=(content,)) for _ in range(8)]
    for one in keepers:
        one.start()
    for one in keepers:
        one.join()
    assert place.get(hashlib.sha256(content).digest()) == content


def test_an_unknown_digest_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        Documents(f"file:{tmp_path}").get(b"\0" * 32)


@pytest.mark.parametrize("url", ["s3://bucket", "var/files", ""])
def test_a_place_that_we_cannot_use_is_said_with_its_cure(url):
    with pytest.raises(ValueError, match="write it like file:var/files"):
        Documents(url)


def test_a_relative_and_an_escaped_folder_are_understood():
    assert str(Documents("file:var/files").folder) == "var/files"
    assert str(Documents("file:///srv/Unsere%20Dateien").folder) == "/srv/Unsere Dateien"
