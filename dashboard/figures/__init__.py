"""The figures of the country's panel, each described once.

From a `Figure` follow its slot in the page, its drawing, its columns, its text alternative, its
rows in "Charts as a table", its picture and its file of numbers. Figures are pure functions of what
is `seen`: they ask no store and write no file. To add one, see CONTRIBUTING.md, "Add a chart".
"""

from dashboard.figures.decades import DECADES
from dashboard.figures.indicator import INDICATOR
from dashboard.figures.scatter import SCATTER
from dashboard.figures.stripes import STRIPES
from dashboard.figures.temperature import TEMPERATURE

FIGURES = (STRIPES, TEMPERATURE, DECADES, INDICATOR)  # in the order in which the panel has them
DRAWINGS = (*(drawing for figure in FIGURES for drawing in figure.drawings), *SCATTER)
