"""Measure the page beside reference apps on the same numbers: `python -m benchmarks`."""
