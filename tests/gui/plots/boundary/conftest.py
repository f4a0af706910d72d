"""What the tests of the Decision boundary card stand on."""

import pytest

from annplayground.gui.plots.boundary.card import BoundaryCard


@pytest.fixture
def card(qtbot):
    """The card on screen, complete, and without a run."""
    card = BoundaryCard()
    qtbot.addWidget(card)
    card.resize(460, 500)
    with qtbot.waitExposed(card):
        card.show()
    card.complete()
    return card
