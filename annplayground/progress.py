"""How far something is: one line on the terminal that is drawn over and over."""

import time
from typing import TextIO

WIDTH = 24  # of the bar
LINE = 76
INTERVAL = 0.1  # seconds


class Progress:
    """The line; nothing where there is no terminal."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._active = stream is not None and stream.isatty()
        self.start = self._shown = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.perf_counter() - self.start

    def is_due(self) -> bool:
        """Whether it is time to draw it anew."""
        return self._active and time.perf_counter() - self._shown >= INTERVAL

    def draw(self, share: float, words: str) -> None:
        """A bar that is filled to a share of 0 … 1, and some words."""
        self._shown = time.perf_counter()
        filled = int(WIDTH * share)
        bar = "#" * filled + "." * (WIDTH - filled)
        self._print(f"\r{f'[{bar}] {words}':<{LINE}}")

    def end(self) -> None:
        """Leave an empty line behind for the result."""
        if self._active:
            self._print(f"\r{'':<{LINE}}\r")

    def _print(self, text: str) -> None:
        try:
            print(text, end="", file=self._stream, flush=True)
        except OSError:  # the terminal has been closed
            self._active = False
