"""Natural Earth 1:50m countries (npm world-atlas 2.0.2, public domain): whose each polygon is.

Natural Earth draws who controls the ground. Here a polygon belongs to the unit whose temperature
series covers it, so that a colour on the map stands where its figures come from:

- N. Cyprus is part of CYP, Somaliland of SOM, the Siachen Glacier of PAK, Crimea of UKR, and
  Western Sahara west of the berm of ESH. Ashmore and Cartier Is., which repeats Australia's code,
  is AUS.
- Kosovo is a unit of its own (XKX), though that series counts it with Serbia: the World Bank does.
- France, Norway, the Netherlands, New Zealand and the Indian Ocean Territories are split into their
  ISO 3166 parts. Jan Mayen is SJM, as in ISO 3166, though the series of SJM is Svalbard's.
- Gibraltar, Tuvalu and Bouvet are too small for 1:50m: their shapes are from 1:10m.
"""

import tarfile
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np

from dashboard.sources.outlines import Units, build_frame
from dashboard.sources.topojson import (
    Feature,
    Points,
    Polygon,
    Ring,
    Topology,
    merge_polygons,
    parse_topology,
    polygon_arcs,
    ring_points,
)

# ISO 3166-1 numeric and alpha-3 of every numbered feature
CODES = """
004AFG 008ALB 010ATA 012DZA 016ASM 020AND 024AGO 028ATG 031AZE 032ARG 036AUS 040AUT 044BHS
048BHR 050BGD 051ARM 052BRB 056BEL 060BMU 064BTN 068BOL 070BIH 072BWA 076BRA 084BLZ 086IOT
090SLB 092VGB 096BRN 100BGR 104MMR 108BDI 112BLR 116KHM 120CMR 124CAN 132CPV 136CYM 140CAF
144LKA 148TCD 152CHL 156CHN 158TWN 170COL 174COM 178COG 180COD 184COK 188CRI 191HRV 192CUB
196CYP 203CZE 204BEN 208DNK 212DMA 214DOM 218ECU 222SLV 226GNQ 231ETH 232ERI 233EST 234FRO
238FLK 239SGS 242FJI 246FIN 248ALA 250FRA 258PYF 260ATF 262DJI 266GAB 268GEO 270GMB 275PSE
276DEU 288GHA 292GIB 296KIR 300GRC 304GRL 308GRD 316GUM 320GTM 324GIN 328GUY 332HTI 334HMD
336VAT 340HND 344HKG 348HUN 352ISL 356IND 360IDN 364IRN 368IRQ 372IRL 376ISR 380ITA 384CIV
388JAM 392JPN 398KAZ 400JOR 404KEN 408PRK 410KOR 414KWT 417KGZ 418LAO 422LBN 426LSO 428LVA
430LBR 434LBY 438LIE 440LTU 442LUX 446MAC 450MDG 454MWI 458MYS 462MDV 466MLI 470MLT 478MRT
480MUS 484MEX 492MCO 496MNG 498MDA 499MNE 500MSR 504MAR 508MOZ 512OMN 516NAM 520NRU 524NPL
528NLD 531CUW 533ABW 534SXM 540NCL 548VUT 554NZL 558NIC 562NER 566NGA 570NIU 574NFK 578NOR
580MNP 583FSM 584MHL 585PLW 586PAK 591PAN 598PNG 600PRY 604PER 608PHL 612PCN 616POL 620PRT
624GNB 626TLS 630PRI 634QAT 642ROU 643RUS 646RWA 652BLM 654SHN 659KNA 660AIA 662LCA 663MAF
666SPM 670VCT 674SMR 678STP 682SAU 686SEN 688SRB 690SYC 694SLE 702SGP 703SVK 704VNM 705SVN
706SOM 710ZAF 716ZWE 724ESP 728SSD 729SDN 732ESH 740SUR 748SWZ 752SWE 756CHE 760SYR 762TJK
764THA 768TGO 776TON 780TTO 784ARE 788TUN 792TUR 795TKM 796TCA 798TUV 800UGA 804UKR 807MKD
818EGY 826GBR 831GGY 832JEY 833IMN 834TZA 840USA 850VIR 854BFA 858URY 860UZB 862VEN 876WLF
882WSM 887YEM 894ZMB
"""
ISO3 = {code[:3]: code[3:] for code in CODES.split()}
ISO3_UNNUMBERED = {
    "Kosovo": "XKX",
    "N. Cyprus": "CYP",
    "Somaliland": "SOM",
    "Siachen Glacier": "PAK",
    "Indian Ocean Ter.": "CXR CCK",
}


class Part(NamedTuple):
    """Polygons of `whole` that lie inside a box (west, south, east, north) belong to `iso3`."""

    whole: str
    iso3: str
    box: tuple[float, float, float, float]


PARTS = (
    Part("FRA", "GUF", (-56, 1, -50, 7)),
    Part("FRA", "GLP", (-62, 15.8, -61, 17)),
    Part("FRA", "MTQ", (-62, 14, -60, 15)),
    Part("FRA", "MYT", (44, -14, 46, -12)),
    Part("FRA", "REU", (55, -22, 56, -20)),
    Part("NOR", "SJM", (5, 74, 40, 82)),
    Part("NOR", "SJM", (-10, 70, -7, 72)),
    Part("NOR", "BVT", (3, -55, 4, -54)),
    Part("NLD", "BES", (-70, 10, -60, 20)),
    Part("NZL", "TKL", (-174, -11, -170, -7)),
    Part("CXR CCK", "CXR", (105, -11, 106, -10)),
    Part("CXR CCK", "CCK", (96, -13, 97, -11)),
    Part("RUS", "UKR", (32, 44, 37, 46.5)),
)
FROM_10M = ("GIB", "TUV", "BVT")


def build_boundaries(archive: Path) -> gpd.GeoDataFrame:
    """Build every unit's simplified shape from the world-atlas archive (.tgz).

    Columns: iso3, geometry (EPSG:8857, on the grid); and of the shape before it was simplified
    area_km2, label_lon, label_lat (degrees), label_x, label_y (metres): the middle of the largest
    circle that fits the largest polygon. Sorted by iso3.
    """
    fine = parse_units(read_layer(archive, "10m"))
    coarse = parse_units(read_layer(archive, "50m"))
    return build_frame(restore_western_sahara(add_units(coarse, fine, FROM_10M)))


def read_layer(archive: Path, scale: str) -> Topology:
    """Read the countries of one scale ("50m", "10m") from the archive."""
    with tarfile.open(archive) as package:
        member = package.extractfile(f"package/countries-{scale}.json")
        if member is None:
            raise ValueError(f"{archive}: no countries-{scale}.json")
        return parse_topology(member.read(), "countries")


def parse_units(topology: Topology) -> Units:
    """Group the polygons by the unit they belong to; features of no unit are left out."""
    units: dict[str, list[Polygon]] = {}
    for feature in topology.features:
        for polygon in feature.polygons:
            iso3 = _owner(topology.arcs, feature, polygon)
            if iso3:
                units.setdefault(iso3, []).append(polygon)
    return Units(topology.arcs, {i: merge_polygons(topology.arcs, p) for i, p in units.items()})


def _owner(arcs: list[Points], feature: Feature, polygon: Polygon) -> str:
    whole = ISO3.get(feature.numeric) or ISO3_UNNUMBERED.get(feature.name, "")
    points = ring_points(arcs, polygon[0])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    for part in PARTS:
        left, bottom, right, top = part.box
        if part.whole == whole and left < west and bottom < south and right > east and top > north:
            return part.iso3
    return whole


def add_units(units: Units, others: Units, names: tuple[str, ...]) -> Units:
    """Units with the named ones of another set added, their arcs after the arcs there are."""
    arcs, polygons = list(units.arcs), dict(units.polygons)
    for iso3 in names:
        moved = {}
        for arc in sorted(set(chain.from_iterable(map(polygon_arcs, others.polygons[iso3])))):
            moved[arc], moved[~arc] = len(arcs), ~len(arcs)
            arcs.append(others.arcs[arc])
        polygons[iso3] = [[[moved[r] for r in ring] for ring in p] for p in others.polygons[iso3]]
    return Units(arcs, polygons)


def restore_western_sahara(units: Units) -> Units:
    """Move the border of MAR and ESH from the berm to the parallel where its northern end lies."""
    (morocco,), (sahara,) = units.polygons["MAR"], units.polygons["ESH"]
    (berm,) = polygon_arcs(morocco) & polygon_arcs(sahara)
    corner, south = units.arcs[berm][1], units.arcs[berm][-1]
    (coast,) = [a for a in polygon_arcs(morocco) if (units.arcs[a][0] == south).all()]
    landfall = int(np.argmin(np.abs(units.arcs[coast][:, 1] - corner[1])))
    southern_coast, parallel = len(units.arcs), len(units.arcs) + 1
    arcs = [
        *units.arcs,
        units.arcs[coast][: landfall + 1],
        np.array([corner, units.arcs[coast][landfall]]),
    ]
    arcs[berm], arcs[coast] = arcs[berm][:2], arcs[coast][landfall:]
    return Units(
        arcs,
        units.polygons
        | {
            "MAR": [_replaced(morocco, berm, [berm, parallel])],
            "ESH": [_replaced(sahara, ~berm, [southern_coast, ~parallel, ~berm])],
        },
    )


def _replaced(polygon: Polygon, old: int, new: Ring) -> Polygon:
    return [[r for ref in ring for r in (new if ref == old else [ref])] for ring in polygon]
