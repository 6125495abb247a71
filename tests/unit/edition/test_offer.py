"""What an edition offers: every record, and each combination of its choices."""

import json

from dashboard.app import PARTS
from dashboard.edition.offer import PACKS, key, offered
from dashboard.edition.packed import unpacked
from dashboard.edition.rendering import pack_of
from tests.records_snapshot import three_records

ATLAS = three_records()
COUNTRY = next(pack for pack in PACKS if pack.name == "country")


def test_each_record_has_its_own_answers():
    found = unpacked(pack_of(ATLAS, COUNTRY, "NOR"))["country"]
    trends = set()
    for record in ATLAS.store.records:
        state = ATLAS.new_state()
        assert not state.choose({"iso3": "NOR", "record": record, "units": "F"})
        part = found[key((record, state.baseline, "F", state.trend_start))]
        trends.add(part["text"]["trend"])
        answer = json.loads(json.dumps(PARTS["country"][1](ATLAS, state)))
        assert part == {**answer, "page": "country/norway"}
    assert len(trends) > 1


def test_all_that_a_part_follows_from_names_it_or_is_offered_as_one_value():
    state = ATLAS.new_state()
    has = offered(state)
    for pack in PACKS:
        for part, named in pack.parts.items():
            follows = PARTS[part][0]
            given = {*named, pack.file, *pack.only, "view"}
            assert all(has.get(name) == [""] for name in follows - given), part
