"""Settings, templates and exports that the pages show are read as what they claim to be."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from lsh.domain.errors import InvalidInput
from lsh.paths import find_paths
from lsh.settings import load_settings
from lsh.templates import TemplateLibrary, render
from lsh.transfer.importing import read_document
from tests.docs.pages import DOCS, all_pages, name_of


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)


def toml_blocks() -> list[tuple[str, str]]:
    return [(name_of(page), block) for page in all_pages() for block in blocks(page, "toml")]


@pytest.mark.parametrize(("page", "text"), toml_blocks())
def test_settings_and_templates_are_valid(page: str, text: str, tmp_path: Path) -> None:
    if "command" in tomllib.loads(text):
        assert TemplateLibrary(tmp_path).add(text).fields["command"]
        return
    paths = find_paths({"LSH_HOME": str(tmp_path)})
    paths.config.mkdir(parents=True)
    paths.config_file.write_text(text)
    assert load_settings(paths, {}) != load_settings(find_paths({"LSH_HOME": "/none"}), {})


def test_the_template_shown_does_as_its_page_says(tmp_path: Path) -> None:
    shown = blocks(DOCS / "how-to/templates.md", "toml")[0]
    template = TemplateLibrary(tmp_path).add(shown)
    with pytest.raises(InvalidInput, match="needs the parameter 'database'"):
        render(template)
    spec = render(template, {}, {"database": "shop", "host": "a; rm -rf /"})
    assert spec.command == (
        "pg_dump -h 'a; rm -rf /' shop | gzip > \"/backups/$(date +%Y%m%d).sql.gz\""
    )
    assert spec.timeout == 1800.0


def test_the_short_form_shown_is_read() -> None:
    text = blocks(DOCS / "how-to/crontab.md", "json")[0]
    (spec,) = read_document(text, source="the page").specs
    assert (spec.name, spec.schedule) == ("Tidy", "@daily")
