"""A choropleth for Panel: shapes and numbers go to the browser once, a step moves an index."""

from choropleth.component import Choropleth
from choropleth.errors import ChoroplethError, ChoroplethWarning
from choropleth.shapes import Shapes

__all__ = ["Choropleth", "ChoroplethError", "ChoroplethWarning", "Shapes"]
