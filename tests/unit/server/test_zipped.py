"""A page that is compressed once reads, to any browser, as if it had been for each."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.server.zipped import Zipped

MARK = "\N{SNOWMAN} of this page"
PART = st.text(max_size=200).filter(lambda text: MARK not in text)


@given(st.lists(PART, min_size=1, max_size=4), st.text(max_size=300))
def test_each_gets_their_own_words_wherever_the_mark_stands(parts: list[str], words: str):
    packed = Zipped(MARK.join(parts), MARK).with_words(words)
    assert gzip.decompress(packed).decode() == words.join(parts)


def test_it_is_one_file_of_gzip_and_nothing_after_it():
    packed = Zipped(f"<a>{MARK}</a>", MARK).with_words("x")
    reading = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert reading.decompress(packed) == b"<a>x</a>"
    assert reading.eof
    assert reading.unused_data == b""


def test_it_is_about_as_small_as_what_is_compressed_as_a_whole():
    text = "".join(f"<option value={number}>country {number}</option>" for number in range(3000))
    middle = len(text) // 2
    packed = Zipped(text[:middle] + MARK + text[middle:], MARK).with_words("w" * 500)
    assert len(packed) < 1.1 * len(gzip.compress(text.encode(), 6)) + 600


def test_words_that_do_not_go_into_a_block_are_refused():
    zipped = Zipped(MARK, MARK)
    assert gzip.decompress(zipped.with_words("x" * 0xFFFF)) == b"x" * 0xFFFF
    with pytest.raises(ValueError, match="65536 bytes"):
        zipped.with_words("x" * 0x10000)
