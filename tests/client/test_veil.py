"""What passes the veil, in whatever pieces it comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.client.veil import Veil
from lsh.schema.masking import mask_output

_ENVIRONMENT = {"API_TOKEN": "hunter2-hunter2", "COLOUR": "blue-and-green"}
_KEY = (
    b"begin\n-----BEGIN RSA PRIVATE KEY-----\r\nMIIBOgIBAAJBAKj34GkxFhD90vcN\r\nAgMBAAECQAu6/w==\r\n"
    b"-----END RSA PRIVATE KEY-----\nafter\n"
)


@given(st.lists(st.text("ab \n=:hunter2-token", max_size=40), max_size=8))
def test_pieces_are_as_the_whole(pieces: list[str]) -> None:
    veil = Veil(_ENVIRONMENT)
    given_out = b"".join(veil.lines(piece.encode()) for piece in pieces) + veil.rest()
    lines = "".join(pieces).splitlines(keepends=True)
    assert given_out.decode() == "".join(mask_output(line, _ENVIRONMENT) for line in lines)


@pytest.mark.parametrize("size", [1, 7, 30, 1000])
def test_a_key_of_several_lines(size: int) -> None:
    veil = Veil({})
    pieces = [_KEY[start : start + size] for start in range(0, len(_KEY), size)]
    shown = b"".join(map(veil.lines, pieces)) + veil.rest()
    assert b"MII" not in shown
    assert b"AgM" not in shown
    assert shown.startswith(b"begin\n") and shown.endswith(b"after\n")
    assert shown.count(b"\n") == _KEY.count(b"\n")


def test_secrets_that_the_job_was_given() -> None:
    shown = Veil(_ENVIRONMENT).whole(b"hunter2-hunter2 blue-and-green")
    assert shown == b"[masked] blue-and-green"


def test_bytes_that_are_no_text() -> None:
    data = bytes(range(256)) * 3
    assert Veil(_ENVIRONMENT).whole(data) == data


def test_nothing_is_given_twice() -> None:
    veil = Veil({})
    assert veil.lines(b"one\ntw") == b"one\n"
    assert veil.rest() == b"tw"
    assert veil.lines(b"o\n") == b"o\n"
    assert veil.rest() == b""
