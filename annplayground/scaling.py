"""The environment variables by which Qt scales all that it draws, set by a user or a desktop.

Qt takes any number there: with 0 nothing can be drawn, with 1000 no memory is large enough.
"""

import re
from collections.abc import Iterator, MutableMapping

from annplayground.core.words import translate

# The least and the largest value of each number in them.
_FACTORS, _DPI = (0.25, 5.0), (48.0, 480.0)
_BOUNDS = {"QT_SCALE_FACTOR": _FACTORS, "QT_SCREEN_SCALE_FACTORS": _FACTORS, "QT_FONT_DPI": _DPI}
VARIABLES = (*_BOUNDS, "QT_USE_PHYSICAL_DPI")


def drop_scaling(environ: MutableMapping[str, str]) -> None:
    """Take all of them out: one pixel is one pixel."""
    for name in VARIABLES:
        environ.pop(name, None)


def mend_scaling(environ: MutableMapping[str, str]) -> Iterator[str]:
    """Take out what no window can be drawn with; one sentence for each."""
    for name, (least, most) in _BOUNDS.items():
        text = environ.get(name, "")
        if text and not all(least <= value <= most for value in _numbers(text)):
            del environ[name]
            yield translate(
                "Start", "{name}={text} is ignored: it takes numbers from {least} to {most}"
            ).format(name=name, text=text[:40], least=f"{least:g}", most=f"{most:g}")


def _numbers(text: str) -> Iterator[float]:
    """The numbers in 2, in 1;1.5 or in HDMI-1=2;DP-1=1; anything else is NaN."""
    for part in text.split(";"):
        number = part.rpartition("=")[2].strip()
        if part.strip():
            plain = re.fullmatch(r"[0-9]*\.?[0-9]+", number, re.ASCII)
            yield float(number) if plain else float("nan")
