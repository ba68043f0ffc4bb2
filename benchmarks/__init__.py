"""Measurements as ratios within one run; each is started with ``python -m benchmarks.NAME``."""
