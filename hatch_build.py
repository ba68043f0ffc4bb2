"""Writes into wheels and sdists which commit they were built from."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = "lsh/built.py"


class CommitHook(BuildHookInterface[BuilderConfig]):
    """Replaces lsh/built.py by one that names the commit.

    Without git (a wheel made from an sdist) the file is taken as it is: it names the commit already.
    An editable installation is a checkout, where git is asked when somebody wants to know.
    """

    PLUGIN_NAME = "custom"
    _folder: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Have the filled file packed under the name of the empty one."""
        if version == "editable":
            return
        root = Path(self.root)
        source = root / TARGET
        found = run_path(str(root / "lsh/provenance.py"))["of_checkout"](root)
        if found.commit is not None:
            self._folder = tempfile.mkdtemp()
            text = _filled(source.read_text(), found)
            source = Path(self._folder, source.name)
            source.write_text(text)
        # even when it is taken as it is: its place in the archive must not depend on git
        build_data["force_include"][str(source)] = TARGET

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clear away."""
        if self._folder is not None:
            shutil.rmtree(self._folder)


def _filled(text: str, found: Any) -> str:
    for name in ("COMMIT", "COMMITTED_AT", "CHANGED"):
        value = getattr(found, name.lower())
        shown = f'"{value}"' if isinstance(value, str) else repr(value)
        text, count = re.subn(rf"(?m)^({name}: .+ = )None$", rf"\g<1>{shown}", text)
        if count != 1:
            raise RuntimeError(f"{TARGET} has no line for {name}")
    return text
