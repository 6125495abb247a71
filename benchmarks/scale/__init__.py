"""`python -m benchmarks.scale`: several servers behind nginx, which count in one Redis."""
