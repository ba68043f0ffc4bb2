"""docs/templates.md and docs/importing.md say what is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lsh.domain.errors import InvalidInput
from lsh.templates import TemplateLibrary, render
from lsh.transfer.importing import read_document

DOCS = Path(__file__).parent.parent / "docs"


def block(page: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
    assert found
    return found[1]


def test_the_template_shown_is_valid_and_does_as_the_page_says(tmp_path: Path) -> None:
    template = TemplateLibrary(tmp_path).add(block("templates.md", "toml"))
    with pytest.raises(InvalidInput, match="needs the parameter 'database'"):
        render(template)
    spec = render(template, {}, {"database": "shop", "host": "a; rm -rf /"})
    assert spec.command == (
        "pg_dump -h 'a; rm -rf /' shop | gzip > \"/backups/$(date +%Y%m%d).sql.gz\""
    )
    assert spec.timeout == 1800.0


def test_the_short_form_shown_is_read() -> None:
    (spec,) = read_document(block("importing.md", "json"), source="the page").specs
    assert (spec.name, spec.schedule) == ("Tidy", "@daily")
