"""Which cards are shown together and how they are divided into pages: names and sizes, no widgets.

The named layouts: all cards in two rows, two networks that are compared in a row each above the
charts, one card alone, the explanation beside the network, or any two side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from annplayground.core.choices.views import CARDS, EXPLANATIONS, ROWS
from annplayground.core.words import translate

__all__ = ["CARDS", "EXPLANATIONS", "ROWS"]

# In a presentation nobody edits, and an explanation is opened over the rest.
PRESENTED = ("network", "boundary", "loss", "gradient")
EXPLAINED = ("network", "explain")
# Of B, which is compared with A; both are seen in rows of their own, above the second row.
B_CARDS = {"network": "b_network", "boundary": "b_boundary"}
COMPARED_ROWS = (
    ("a_side", "network", "boundary"),
    ("b_side", *B_CARDS.values()),
    ROWS[1],
)
COMPARED = tuple(name for row in COMPARED_ROWS for name in row)
DRAWN = ("data", "boundary")
Size = tuple[int, int]


def known(names: Iterable[str], cards: Sequence[str] = CARDS) -> tuple[str, ...]:
    """Each name once, in this order; what names all `cards` names them in their own order.

    Raises `ValueError`, with the names that there are, for one that is none of `cards` and for no
    name at all.
    """
    chosen = tuple(dict.fromkeys(names))
    if not chosen:
        raise ValueError(
            translate("Commands", "no panel is named: the panels are {names}").format(
                names=", ".join(cards)
            )
        )
    for name in chosen:
        one_of(cards, name, translate("Commands", "panel"))
    return tuple(cards) if len(chosen) == len(cards) else chosen


def one_of(names: Iterable[str], name: str, kind: str) -> str:
    """The name, if it is one of `names`; else `ValueError`, with those first that are like it."""
    if name in names:
        return name
    nearest = sorted(names, key=lambda n: -SequenceMatcher(None, name.lower(), n).ratio())
    raise ValueError(
        translate("Commands", "there is no {kind} {name}: there are {names}").format(
            kind=kind, name=repr(name[:40]), names=", ".join(nearest)
        )
    )


def pages(
    rows: Sequence[Sequence[str]], least: Mapping[str, Size], room: Size, gap: int
) -> list[list[str]]:
    """All cards on one page if they fit; else each row on pages of its own.

    `least` has the (width, height) that each card needs, `room` what there is for all, and `gap`
    the distance between two cards, in pixels.
    """
    if _fit(rows, least, room, gap):
        return [[name for row in rows for name in row]]
    found: list[list[str]] = []
    for row in rows:
        page: list[str] = []
        for name in row:
            if page and not _fit([[*page, name]], least, (room[0], _ANY), gap):
                found.append(page)
                page = []
            page.append(name)
        found.append(page)
    return found


_CHARTS = ("loss", "gradient")
_OF_TWO = 1.6  # times its least width, for a chart with the curves of two


def compared_pages(
    least: Mapping[str, Size], room: Size, gap: int, beside: bool = False
) -> list[list[str]]:
    """The cards of a comparison: as much as fits of A above B on the first page, the rest on
    others; if that is little, or `beside`, A beside B on each. See `pages`."""
    (a_side, *a), (b_side, *b), below = COMPARED_ROWS
    if beside:  # large letters: the labels of two runs need more than those of one
        wide = {name: (round(_OF_TWO * least[name][0]), least[name][1]) for name in _CHARTS}
        least = {**least, **wide}
    charts = pages([below], least, room, gap)
    pairs = [[a[1], b[1]], [a[0], b[0]], [a_side, b_side]]
    if beside:
        return [page for pair in pairs for page in pages([pair], least, room, gap)] + charts
    if _fit(COMPARED_ROWS, least, room, gap):
        return [list(COMPARED)]
    if _fit(COMPARED_ROWS[:2], least, room, gap):
        return [[a_side, *a, b_side, *b], *charts]
    if _fit((a, b), least, room, gap):
        return [[*a, *b], [a_side, b_side], *charts]
    return compared_pages(least, room, gap, beside=True)


_ANY = 10**6  # pixels: more than any screen has


def _fit(rows: Sequence[Sequence[str]], least: Mapping[str, Size], room: Size, gap: int) -> bool:
    """Whether rows of cards have room, one above the other."""
    widths = [sum(least[name][0] + gap for name in row) - gap for row in rows]
    height = sum(max(least[name][1] for name in row) + gap for row in rows) - gap
    return height <= room[1] and max(widths) <= room[0]
