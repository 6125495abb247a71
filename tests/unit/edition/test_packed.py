"""Parts as one file: smaller, and the same when they are read."""

from typing import Any

from dashboard.edition.packed import packed, unpacked

YEARS = [float(year) for year in range(1948, 2025)]


def country(trend: str) -> dict[str, Any]:
    layers = {"bars": {"year": YEARS, "top": [None, *YEARS[1:]]}, "lines": {"xs": [YEARS, YEARS]}}
    text = {"trend": trend, "story": "A sentence that all of them have alike, word by word."}
    return {"iso3": "BRA", "text": text, "records": None, "charts": layers, "log": False}


def test_parts_are_read_as_they_were_and_alike_ones_stand_there_once():
    parts = {"country": {"C": country("+0.15 °C"), "F": country("+0.27 °F")}, "peers": {"C": None}}
    parts["country"]["again"] = parts["country"]["C"]
    assert unpacked(packed(parts)) == parts
    alone = {"country": {"C": country("+0.15 °C")}}
    assert len(packed(parts)) < 1.2 * len(packed(alone))


def test_the_same_parts_are_the_same_bytes():
    assert packed({"a": {"b": country("1")}}) == packed({"a": {"b": country("1")}})
