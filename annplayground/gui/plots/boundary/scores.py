"""How good the network is, in words for the card's subtitle, and what of it fits."""

import math
from collections.abc import Sequence
from itertools import product

from PySide6.QtGui import QFontMetricsF

from annplayground.core.run.snapshot import Snapshot
from annplayground.core.samples import NO_TEST_SET
from annplayground.core.words import translate
from annplayground.gui.text import number, percent
from annplayground.gui.theme import Look


def score_texts(snapshot: Snapshot, look: Look) -> list[tuple[str, str]]:
    """Accuracies, or the loss of a regression, from the longest wording to the shortest, each
    with the widest text that it can become: what fits must not change from frame to frame. A score
    on an empty test set is a dash."""
    if snapshot.accuracies is None:
        symbol = look.written("{J}")
        train, test = (_loss(loss) for loss in (snapshot.losses.train, snapshot.losses.test))
        wide = "1.23 × 10⁻⁵"
    else:
        symbol, wide = "", _widest(snapshot)
        train, test = (percent(a, 1) for a in (snapshot.accuracies.train, snapshot.accuracies.test))
    return [
        (f"{symbol} {text}".strip(), f"{symbol} {widest}".strip())
        for text, widest in (
            (
                translate("Boundary", "train {train}  test {test}").format(train=train, test=test),
                translate("Boundary", "train {train}  test {test}").format(train=wide, test=wide),
            ),
            (
                translate("Boundary", "test {test}").format(test=test),
                translate("Boundary", "test {test}").format(test=wide),
            )
            if len(snapshot.test_set)
            else (
                translate("Boundary", "train {train}").format(train=train),
                translate("Boundary", "train {train}").format(train=wide),
            ),
        )
    ]


def score_tip(snapshot: Snapshot, text: str) -> str:
    """The scores in full, and why one of them is a dash."""
    return text if len(snapshot.test_set) else f"{text}\n{NO_TEST_SET}"


def fit_header(
    titles: Sequence[str], scores: Sequence[tuple[str, str]], room: float, look: Look
) -> tuple[str, str]:
    """The longest title and scores that fit into a width; a score rather than a long title."""
    bold = QFontMetricsF(look.font(look.size.title, bold=True))
    plain = QFontMetricsF(look.font())
    for title, (text, widest) in (*product(titles, scores), *product(titles, [("", "")])):
        if bold.horizontalAdvance(title) + plain.horizontalAdvance(widest) + 4 <= room:
            return title, text
    return titles[-1], ""


def _widest(snapshot: Snapshot) -> str:
    """A share as wide as any of these sets: all but one of a large one has two decimals."""
    most = max(len(snapshot.train_set), len(snapshot.test_set), 1000)
    return percent(1.0 - 1.0 / most, 1)


def _loss(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return number(value)
