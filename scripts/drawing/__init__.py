"""Draws the few Mermaid diagrams of the pages as SVG, so that the site needs no script from elsewhere."""
