"""Parts as one file: smaller, and the same when they are read."""

from typing import Any

from dashboard.edition.packed import packed, unpacked, unpacked_text

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


def test_a_line_beside_another_is_exactly_its_own_numbers():
    line = [round(-0.61234 + 0.0137 * n**1.1, 4) for n in range(70)]
    gaps = [None if n % 9 == 0 else value for n, value in enumerate(line)]
    moved = [None if value is None else round(value + 0.30005, 4) for value in gaps]
    fine = [round(0.1234567 * n, 6) for n in range(70)]
    higher = [round(value + 0.000123, 6) for value in fine]
    odd = [*line[:-1], line[-1] + 1e-7]
    lines = {"a": gaps, "b": moved, "c": fine, "d": higher, "e": odd, "f": [True] * 70}
    parts = {"lines": lines}
    content = packed(parts)
    assert unpacked(content) == parts
    assert unpacked_text(content).count('"by":"') == 2
