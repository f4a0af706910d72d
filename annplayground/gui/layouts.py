"""Which cards are shown together and how they are divided into pages: names and sizes, no widgets.

The named layouts: all cards in two rows, one alone, the explanation beside the network, or any two
side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from annplayground.core.choices.views import CARDS, EXPLANATIONS, ROWS

__all__ = ["CARDS", "EXPLANATIONS", "ROWS"]

# In a presentation nobody edits, and an explanation is opened over the rest.
PRESENTED = ("network", "boundary", "loss", "gradient")
EXPLAINED = ("network", "explain")
DRAWN = ("data", "boundary")
Size = tuple[int, int]


def known(names: Iterable[str], cards: Sequence[str] = CARDS) -> tuple[str, ...]:
    """Each name once, in this order; what names all `cards` names them in their own order.

    Raises `ValueError`, with the names that there are, for one that is none of `cards` and for no
    name at all.
    """
    chosen = tuple(dict.fromkeys(names))
    if not chosen:
        raise ValueError(f"no panel is named: the panels are {', '.join(cards)}")
    for name in chosen:
        one_of(cards, name, "panel")
    return tuple(cards) if len(chosen) == len(cards) else chosen


def one_of(names: Iterable[str], name: str, kind: str) -> str:
    """The name, if it is one of `names`; else `ValueError`, with those first that are like it."""
    if name in names:
        return name
    nearest = sorted(names, key=lambda n: -SequenceMatcher(None, name.lower(), n).ratio())
    raise ValueError(f"there is no {kind} {name[:40]!r}: there are {', '.join(nearest)}")


def pages(
    rows: Sequence[Sequence[str]], least: Mapping[str, Size], room: Size, gap: int
) -> list[list[str]]:
    """All cards on one page if they fit; else each row on pages of its own.

    `least` has the (width, height) that each card needs, `room` what there is for all, and `gap`
    the distance between two cards, in pixels.
    """

    def width(row: Sequence[str]) -> int:
        return sum(least[name][0] + gap for name in row) - gap

    height = sum(max(least[name][1] for name in row) + gap for row in rows) - gap
    if height <= room[1] and all(width(row) <= room[0] for row in rows):
        return [[name for row in rows for name in row]]
    found: list[list[str]] = []
    for row in rows:
        page: list[str] = []
        for name in row:
            if page and width([*page, name]) > room[0]:
                found.append(page)
                page = []
            page.append(name)
        found.append(page)
    return found
