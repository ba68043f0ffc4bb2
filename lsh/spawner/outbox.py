"""Reports on their way to the engine: kept until it has them in its ledger."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from lsh.spawner.shapes import Key


class Outbox:
    """Encoded reports in order, in batches by sequence number.

    A report is one text, encoded once: the same line goes to the journal and into the batch.
    """

    def __init__(self) -> None:
        self.seq = 0
        self._fresh: list[str] = []
        self._fresh_ended: list[Key] = []
        self._sent: dict[int, tuple[list[str], list[Key]]] = {}
        self._ended: dict[Key, None] = {}

    def add(self, line: str) -> None:
        """A report that is not the last of its run."""
        self._fresh.append(line)

    def add_last(self, key: Key, line: str) -> None:
        """A run's last report; the run is known (see ``knows``) until this is acknowledged."""
        self._fresh.append(line)
        self._fresh_ended.append(key)
        self._ended[key] = None

    def knows(self, key: Key) -> bool:
        """Whether the run has ended and the engine may not know it yet."""
        return key in self._ended

    @property
    def waiting(self) -> int:
        """How many reports were put into no batch yet."""
        return len(self._fresh)

    @property
    def empty(self) -> bool:
        """Whether everything was acknowledged."""
        return not self._fresh and not self._sent

    def next_batch(self) -> str:
        """Close the batch and give it as a message."""
        self._close()
        reports = ",".join(self._sent[self.seq][0])
        return f'{{"ev":"batch","seq":{self.seq},"reports":[{reports}]}}'

    def everything(self) -> list[str]:
        """All unacknowledged reports, oldest first; acknowledging ``seq`` then covers them all."""
        if self._fresh:
            self._close()
        return list(self)

    def acknowledge(self, seq: int) -> None:
        """Forget the batches up to ``seq``."""
        for number in [number for number in self._sent if number <= seq]:
            for key in self._sent.pop(number)[1]:
                self._ended.pop(key, None)

    def _close(self) -> None:
        self.seq += 1
        self._sent[self.seq] = (self._fresh, self._fresh_ended)
        self._fresh, self._fresh_ended = [], []

    def __iter__(self) -> Iterator[str]:
        for lines, _ in self._sent.values():
            yield from lines
        yield from self._fresh

    def __len__(self) -> int:
        return len(self._fresh) + sum(len(lines) for lines, _ in self._sent.values())
