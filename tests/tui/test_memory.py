"""What is remembered, whatever it holds."""

from __future__ import annotations

from pathlib import Path

from lsh.tui.memory import Memory


def test_any_filter_is_remembered_in_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "tui.json"
    texts = ["größe", "日本", "\udc80"]  # the last is how Python reads a byte that is no UTF-8
    memory = Memory(path)
    for text in texts:
        memory.add_filter(text)
    memory.save()
    assert Memory(path).filters() == texts
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_gone_is_no_complaint(tmp_path: Path) -> None:
    Memory(tmp_path / "none" / "tui.json").save()
    assert not list(tmp_path.iterdir())
