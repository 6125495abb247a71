"""A server is asked for what a page was told by another one, which has files of its own."""

from pathlib import Path
from typing import Any

import pytest

from dashboard import atlas as atlases
from dashboard.atlas import Atlas, the_atlas
from dashboard.countrypage.page import _style as country_style
from dashboard.records import AGREEMENT, RATE
from dashboard.server import assets
from dashboard.state import TEMPERATURE
from tests.records_snapshot import three_records


def told(atlas: Atlas) -> list[str]:
    """Return the addresses that a page may be told after it was opened."""
    return [
        *(atlas.matrix(variable) for variable in (*atlas.catalogue, AGREEMENT)),
        *(atlas.matrix(TEMPERATURE, record) for record in atlas.store.records),
        *(atlas.rates(first, record) for first in (1960, 1990) for record in atlas.store.records),
        *filter(None, (atlas.quality(record) for record in atlas.store.records)),
        *(atlas.panes.address(name) for name in atlas.panes),
        country_style(),
    ]


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Become another server: no files, nothing in memory, and an atlas that nobody has asked."""

    def become(atlas: Atlas) -> None:
        monkeypatch.setattr(assets, "published_folder", lambda: tmp_path)
        monkeypatch.setattr(assets, "_memory", assets._Memory())
        monkeypatch.setattr(atlases, "_served", {"atlas": (tmp_path, atlas)})

    return become


def test_every_server_publishes_what_another_one_has_named(other: Any):
    addresses = told(three_records())
    contents = {}
    for address in addresses:
        name = address.rpartition("/")[2].partition("?")[0]
        contents[name] = (assets.published_folder() / name).read_bytes()
    kinds = {name.partition(".")[0].partition("-")[0] for name in contents}
    assert kinds >= {
        TEMPERATURE,
        AGREEMENT,
        RATE,
        "quality",
        "decades",
        "country",
        "gdp_per_capita",
    }
    other(three_records.__wrapped__())
    assert not any((assets.published_folder() / name).exists() for name in contents)
    for name, content in contents.items():
        assert assets.publish_again(name)
        assert (assets.published_folder() / name).read_bytes() == content


@pytest.mark.parametrize(
    "name",
    [
        "temperature.0123456789abcdef.bin",  # of another snapshot
        "nothing.0123456789abcdef.bin",
        f"{RATE}-0001.0123456789abcdef.bin",
        f"{RATE}-99999999999.0123456789abcdef.bin",
        f"{RATE}-.0123456789abcdef.bin",
        "quality-nobody.0123456789abcdef.json",
        "temperature.bin",
        "",
        "....",
        "../../etc.x.y",
    ],
)
def test_what_no_server_of_this_snapshot_publishes_is_not_there(other: Any, name: str):
    other(the_atlas())
    assert not assets.publish_again(name)
