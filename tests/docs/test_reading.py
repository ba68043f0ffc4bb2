"""The harness itself: what it takes for a command, and what for the same output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.comparing import agrees
from tests.docs.pages import Step, left_out_of, steps_of

PAGE = """\
# A page

```console
$ lsh cron list
NAME  NEXT
tidy  …
$ cat > file <<'END'
> text
> END
```

<!-- not run: it would need systemd -->
```bash
lsh daemon install
```

```bash
# on the laptop
lsh cron create \\
  --name long
# a comment
lsh cron list
```
"""


def test_blocks_become_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.docs.pages.ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert steps_of(page) == [
        Step("lsh cron list", 4, prints=("NAME  NEXT", "tidy  …")),
        Step("cat > file <<'END'\ntext\nEND", 7),
        Step("lsh cron create \\\n  --name long", 19, "laptop"),
        Step("lsh cron list", 22, "laptop"),
    ]
    assert [block.reason for block in left_out_of(page)] == ["it would need systemd"]


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (["due in 5 min"], ["due in 2 h 3 min"]),
        (["next: 2026-12-01 02:30:00"], ["next:   2031-01-02 23:01:59"]),
        (["a", "…", "z"], ["a", "b", "c", "z"]),
        (["…"], []),
        (["tidy … active"], ["tidy  every 5 s  active"]),
        (["Tue 1 Dec"], ["Sat 24 Nov"]),
        (["at 2026-11-22T12:20:55…"], ["at 2026-12-01T03:04:07.426053+00:00"]),
        (["poll  12:21:51  -  missed"], ["poll  2026-11-21 23:59:59  -  missed"]),
        (["Sat 2027-03-27 02:30:00 CET  124d 13h"], ["Sat 2027-03-27 02:30:00 CET  past"]),
        (["(process 7, up 0.3s)"], ["(process 4711, up 1h 5m)"]),
    ],
)
def test_times_spans_and_what_is_cut_may_differ(shown: list[str], printed: list[str]) -> None:
    assert agrees(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (["5 runs"], ["6 runs"]),
        (["a"], ["a", "b"]),
        (["a", "b"], ["a"]),
        (["tidy … active"], ["tidy  every 5 s  paused"]),
        (["exit code 7"], ["exit code 1"]),
        ([], ["something"]),
    ],
)
def test_all_else_may_not(shown: list[str], printed: list[str]) -> None:
    assert not agrees(shown, printed)


def test_the_last_command_of_a_block_may_need_seconds(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- within seconds -->\n```console\n$ touch a\n$ ls\na\n```\n")
    assert [step.eventually for step in steps_of(page)] == [False, True]
