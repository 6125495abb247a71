"""Measure the page beside two reference apps on the same numbers: `python -m benchmarks`."""
