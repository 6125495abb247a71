"""The part that the ranking table adds to the map's numbers: trends, and an indicator's values."""

from dashboard.atlas import Atlas, Part
from dashboard.climate.degrees import DEGREES
from dashboard.panes import plain


def table_part(
    atlas: Atlas, indicator_id: str, trend_start: int, units: str, record: str = ""
) -> Part:
    """Return every country's trend per decade, and where the indicator's numbers are.

    trends: in the order of the country table, None where there are too few years. The browser reads
    an indicator's value of any year from its matrix: no year asks the server.
    """
    indicator, degrees = atlas.catalogue[indicator_id], DEGREES[units]
    return {
        "degrees": degrees.unit,
        "years": [*atlas.record(record).trend_years(trend_start)],
        "trends": plain(atlas.trends(trend_start, record) * degrees.factor, decimals=6),
        "indicator": {
            "id": indicator_id,
            "label": indicator.label,
            "unit": indicator.unit,
            "decimals": indicator.decimals,
            "categories": list(indicator.categories) or None,
            "tolerance": indicator.tolerance,
            "until": atlas.years.last,
            "matrix": atlas.matrix(indicator_id),
        },
    }
