"""The answers of sources as they came, kept on disk: what is there need not be asked for again."""

import gzip
import shutil
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

_NEW = "~"  # no name of an answer ends in it


def new(folder: str) -> str:
    """Return where the answers wait that shall take the place of a folder's."""
    return f"{folder}{_NEW}"


class RawAnswers:
    """Answers by name, such as "worldbank/SP.POP.TOTL/page-1.json", a gzip file each.

    A file that has its name is whole: it is written beside, then renamed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        """Return an answer, None where there is none or its file is damaged."""
        try:
            return gzip.decompress(self._file(name).read_bytes()) or None
        except (FileNotFoundError, EOFError, gzip.BadGzipFile, zlib.error):
            return None

    def write(self, name: str, answer: bytes) -> None:
        """Keep an answer, in place of the one that has its name."""
        file = self._file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        # A directory of its own takes the part with it where the disk is full.
        with TemporaryDirectory(dir=file.parent, prefix=".part-") as beside:
            part = Path(beside) / file.name
            part.write_bytes(gzip.compress(answer, compresslevel=1, mtime=0))
            part.replace(file)

    def names(self, folder: str) -> list[str]:
        """List the answers in a folder, such as "worldbank/SP.POP.TOTL"."""
        return sorted(
            f"{folder}/{file.name.removesuffix('.gz')}"
            for file in (self.folder / folder).glob("[!.]*.gz")
        )

    def fetched(self, name: str) -> date:
        """Return the day (UTC) on which an answer came."""
        return datetime.fromtimestamp(self._file(name).stat().st_mtime, UTC).date()

    def settle(self, name: str) -> None:
        """Put new answers in the place of those before them; what is in its place stays there."""
        if name.endswith(_NEW):
            place = name.removesuffix(_NEW)
            self.discard(place)
            (self.folder / name).rename(self.folder / place)

    def discard(self, name: str) -> None:
        """Forget an answer, or a folder of them with the parts that an end by force left."""
        self._file(name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.gz"
