"""The embedded record against independent ones: `python -m benchmarks.records`."""
