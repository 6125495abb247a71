"""/metrics of a real server."""

import asyncio
import re

import pytest

from tests.integration.test_serve import OURS, PANELS, Session, get, running

TOKEN = "a token of the tests, no secret".replace(" ", "-")


def test_without_a_token_there_is_no_such_address():
    with running(OURS) as url:
        assert get(f"{url}/metrics", Authorization="Bearer ")[0] == 404


@pytest.mark.parametrize("command", [OURS, PANELS], ids=["dashboard", "panel"])
def test_with_its_token_the_server_tells_what_it_does(command: list[str]):
    with running(command, METRICS_TOKEN=TOKEN) as url:
        for wrong in ({}, {"Authorization": "Bearer no"}):
            status, headers, body = get(f"{url}/metrics", **wrong)
            assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
            assert b"isotherm_" not in body

        async def choose() -> None:
            session = await Session.open(url)
            await session.choose("iso3", "IND")
            status, headers, body = await asyncio.to_thread(
                get, f"{url}/metrics", Authorization=f"Bearer {TOKEN}"
            )
            text = body.decode()
            assert status == 200
            assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
            figures = dict(re.findall(r"^([^# ]\S*) (\S+)$", text, re.M))
            assert float(figures["isotherm_sessions"]) >= 1
            assert float(figures['isotherm_page_loads_total{status="200"}']) >= 2
            assert figures["isotherm_answer_seconds_count"] == "1"
            assert figures['isotherm_answer_seconds_bucket{le="+Inf"}'] == "1"
            assert float(figures["process_resident_memory_bytes"]) > 50e6
            assert float(figures["isotherm_snapshot_date_seconds"]) > 1.7e9
            await session.close()

        asyncio.run(choose())
