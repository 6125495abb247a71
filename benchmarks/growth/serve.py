"""Serve the dashboard with other shapes: `python -m benchmarks.growth.serve SHAPES --port 8000`.

The product has the countries' shapes in its package, and no setting for others.
"""

import sys
from pathlib import Path

from dashboard import boundaries
from dashboard.__main__ import main

if __name__ == "__main__":
    shapes, *arguments = sys.argv[1:]
    boundaries.BOUNDARIES = Path(shapes)
    sys.exit(main(["serve", *arguments]))
