"""The looks: dark, light, high contrast. Without colour (NO_COLOR) Textual shows any of them in grey."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dark",
    primary="#5fafd7", secondary="#5fd7d7", accent="#d7af5f", foreground="#d8dee4",
    background="#12161c", surface="#181d25", panel="#212833", success="#5fd787",
    warning="#ffaf5f", error="#ff6b6b", dark=True,
)  # fmt: skip
LIGHT = Theme(
    name="light",
    primary="#005f87", secondary="#00718a", accent="#8a4b00", foreground="#1c2128",
    background="#ffffff", surface="#f6f8fa", panel="#e4e9ef", success="#116329",
    warning="#8a4b00", error="#b3261e", dark=False,
)  # fmt: skip
CONTRAST = Theme(
    name="contrast",
    primary="#00d7ff", secondary="#00ffff", accent="#ffff00", foreground="#ffffff",
    background="#000000", surface="#000000", panel="#262626", success="#00ff5f",
    warning="#ffd700", error="#ff5f5f", dark=True,
    variables={"text-muted": "#ffffff", "footer-key-foreground": "#ffff00"},
)  # fmt: skip
THEMES = {theme.name: theme for theme in (DARK, LIGHT, CONTRAST)}
