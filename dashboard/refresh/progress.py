"""How far a refresh is: bars on a terminal, lines anywhere else."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class RefreshProgress:
    """A bar for each source and one for all; or a line for each series that is there."""

    def __init__(self, counts: Mapping[str, int], console: Console) -> None:
        self._console = console
        self._total, self._done = sum(counts.values()), 0
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(
            *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
        )
        self._tasks = {
            source: self._bars.add_task(source, total=count) for source, count in counts.items()
        }
        self._all = self._bars.add_task("In all", total=self._total)

    def __enter__(self) -> Self:
        """Show the bars."""
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave the bars as they are."""
        self._bars.stop()

    def done(self, source: str, what: str) -> None:
        """Tell that one more series of a source is there, or has failed."""
        self._done += 1
        self._bars.advance(self._tasks[source])
        self._bars.advance(self._all)
        if not self._console.is_terminal:
            self.tell(f"[{self._done}/{self._total}] {source}: {what}")

    def tell(self, line: str) -> None:
        """Say something, above the bars."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)
