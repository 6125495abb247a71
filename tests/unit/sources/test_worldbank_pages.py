import json

import pytest

from dashboard.sources.client import BrokenAnswerError
from dashboard.sources.worldbank_pages import (
    ArchivedError,
    ListPage,
    WorldBankError,
    parse_page,
    whole,
)

HEAD = {"page": 1, "pages": 2, "per_page": 2, "total": 3, "lastupdated": "2026-10-01"}


def message(number: str) -> bytes:
    return json.dumps([{"message": [{"id": number, "key": "Key", "value": "Value"}]}]).encode()


def test_a_page_is_its_head_and_its_entries():
    page = parse_page(json.dumps([HEAD, [{"a": 1}, {"a": 2}]]).encode())
    assert (page.pages, page.total, page.updated) == (2, 3, "2026-10-01")
    assert page.entries == [{"a": 1}, {"a": 2}]


def test_numbers_may_be_text_as_in_the_list_of_countries():
    page = parse_page(b'[{"page":1,"pages":"1","per_page":"50","total":"1"},[{"id":"ABW"}]]')
    assert (page.pages, page.total, page.updated) == (1, 1, "")


def test_a_list_without_entries_is_null():
    assert parse_page(b'[{"page":0,"pages":0,"per_page":0,"total":0},null]').entries == []


def test_an_archived_indicator_is_told_with_the_banks_own_words():
    with pytest.raises(ArchivedError, match=r"archived or deleted.*'Key', 'Value' \(message 175\)"):
        parse_page(message("175"))


def test_other_messages_are_final():
    with pytest.raises(WorldBankError, match=r"\(message 120\)") as raised:
        parse_page(message("120"))
    assert not isinstance(raised.value, ArchivedError)


@pytest.mark.parametrize("said", ['["oops"]', '"oops"'])
def test_a_message_of_another_shape_is_told(said: str):
    with pytest.raises(WorldBankError, match="the World Bank says 'oops'"):
        parse_page(f'[{{"message":{said}}}]'.encode())


def test_a_service_that_is_unavailable_is_asked_again():
    with pytest.raises(BrokenAnswerError, match="message 105"):
        parse_page(message("105"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b'\xef\xbb\xbf<?xml version="1.0"?><wb:data/>',
        b"<html><body>Proxy</body></html>",
        b"null",
        b"{}",
        b"[]",
        b"[1, 2]",
        b'[{"page":1}]',
        b'[{"page":1,"pages":null,"total":1},[]]',
        b'[{"page":1,"pages":1,"total":1},5]',
        b'[{"page":1,"pages":1,"total":1},[null]]',
        b'[{"page":1,"pages":1,"total":1},{"a":1}]',
        json.dumps([HEAD, [{"a": 1}]]).encode()[:-3],
        "[é]".encode("latin-1"),
    ],
)
def test_what_is_no_page_is_called_broken(body: bytes):
    with pytest.raises(BrokenAnswerError):
        parse_page(body)


def test_pages_of_one_edition_make_a_list():
    pages = [ListPage(2, 3, "today", [{"a": 1}, {"a": 2}]), ListPage(2, 3, "today", [{"a": 3}])]
    assert [entry["a"] for entry in whole(pages)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (ListPage(2, 4, "today", [{"a": 3}]), "changed while it was read"),
        (ListPage(2, 3, "tomorrow", [{"a": 3}]), "changed while it was read"),
        (ListPage(2, 3, "today", []), "2 entries came of 3"),
    ],
)
def test_pages_that_do_not_fit_are_no_list(second: ListPage, reason: str):
    with pytest.raises(BrokenAnswerError, match=reason):
        whole([ListPage(2, 3, "today", [{"a": 1}, {"a": 2}]), second])


def test_no_page_is_no_list():
    with pytest.raises(BrokenAnswerError):
        whole([])
