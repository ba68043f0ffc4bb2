"""A hook of the site's generator: Mermaid blocks become drawings."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # the generator loads this file by its path

from drawing.graph import read
from drawing.svg import draw

_BLOCK = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The page's text with its diagrams drawn. Raises ValueError for one that cannot be read."""
    numbers = iter(range(1, 1000))

    def drawn(match: re.Match[str]) -> str:
        return draw(read(match[1]), f"Diagram: {page.title}", f"arrow-{next(numbers)}")

    return _BLOCK.sub(drawn, markdown)
