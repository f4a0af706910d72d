"""What a value on the command line may be: each is read from its text, or refused in a sentence."""

import argparse
import re
from collections.abc import Sequence

from annplayground.core.words import translate
from annplayground.gui.layout.layouts import CARDS, EXPLANATIONS, one_of

MAX_SIDE = 8192


def whole_number(text: str) -> int:
    """A whole number of 0 or more."""
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise argparse.ArgumentTypeError(
            translate("Commands", "{text} is not a whole number of 0 or more").format(
                text=repr(text[:40])
            )
        )
    return int(text)


def at_least_one(text: str) -> int:
    """A whole number of 1 or more."""
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(
            translate("Commands", "{text} is not a whole number of 1 or more").format(
                text=repr(text[:40])
            )
        )
    return int(text)


def seeds(text: str) -> tuple[int, int]:
    """A row of seeds, FROM:N, as its first and how many."""
    match = re.fullmatch(r"([0-9]{1,9}):([0-9]{1,4})", text)
    if not match or int(match[2]) == 0:
        raise argparse.ArgumentTypeError(
            translate("Commands", "{text} is no row of seeds such as 1000:10").format(
                text=repr(text[:40])
            )
        )
    return int(match[1]), int(match[2])


def explanation(text: str) -> str:
    """The name of an explanation."""
    return _named(EXPLANATIONS, text, "explanation")


def panel(text: str) -> str:
    """The name of a panel."""
    return _named(CARDS, text, "panel")


def _named(names: Sequence[str], text: str, kind: str) -> str:
    try:
        return one_of(names, text, kind)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def size(text: str) -> tuple[int, int]:
    """Width and height in pixels."""
    match = re.fullmatch(r"([0-9]{1,5})[x×]([0-9]{1,5})", text)
    if not match:
        raise argparse.ArgumentTypeError(
            translate("Commands", "{text} is no size such as 1600x900").format(text=repr(text[:40]))
        )
    width, height = int(match[1]), int(match[2])
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise argparse.ArgumentTypeError(
            translate("Commands", "{text} is out of bounds: 1 to {most} pixels a side").format(
                text=text, most=MAX_SIDE
            )
        )
    return width, height
