import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

# Squares of a degree, one with a hole, one far smaller.
SQUARES = {
    "A": Polygon(box(0, 0, 1, 1).exterior.coords, [box(0.4, 0.4, 0.6, 0.6).exterior.coords]),
    "B": box(1, 0, 2, 1),
    "C": box(0, 1, 1, 2),
    "D": box(3, 3, 3.001, 3.001),
}


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """Four squares in degrees, with the columns code, name and rate."""
    columns = {"code": list(SQUARES), "name": ["Alpha", "Beta", "Gamma", "Delta"]}
    rates = {"rate": [1.0, 2.0, 3.0, 4.0]}
    return gpd.GeoDataFrame(columns | rates, geometry=list(SQUARES.values()), crs="EPSG:4326")
