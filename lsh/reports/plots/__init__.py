"""Plots for terminals: pure functions from numbers to lines of characters.

A line is a list of ``Segment(text, key)``; the key names a meaning (``good``, ``bad``, ``time``,
``heat3``), which whoever draws turns into a colour: ``lsh.reports.styled.lines`` makes rich texts of
them, ``text_of`` leaves the characters alone. Nothing is said by the key alone. No line is wider than
the ``width`` that was given.
"""

from lsh.reports.plots.bars import Bar, bars
from lsh.reports.plots.blocks import bar, shades, sparkline
from lsh.reports.plots.columns import columns
from lsh.reports.plots.curve import Series, curve
from lsh.reports.plots.heat import heat_map
from lsh.reports.plots.segment import KEYS, Line, Segment, fit, text_of

__all__ = [
    "KEYS", "Bar", "Line", "Segment", "Series", "bar", "bars", "columns", "curve", "fit", "heat_map",
    "shades", "sparkline", "text_of",
]  # fmt: skip
