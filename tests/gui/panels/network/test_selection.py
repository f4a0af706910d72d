"""The way of the keyboard through the network."""

import pytest

from annplayground.gui.panels.network.layout import Bias, Node, Weight
from annplayground.gui.panels.network.selection import exists, moved, next_weight, node_of

SIZES = (2, 4, 8, 1)


@pytest.mark.parametrize(
    ("start", "step", "end"),
    [
        (Node(1, 1), (1, 0), Node(2, 3)),
        (Node(1, 1), (-1, 0), Node(0, 0)),
        (Node(0, 1), (-1, 0), Node(0, 1)),
        (Node(2, 7), (1, 0), Node(3, 0)),
        (Node(2, 7), (0, 1), Node(2, 7)),
        (Node(2, 7), (0, -1), Node(2, 6)),
        (Weight(1, 1, 3), (0, -1), Node(1, 2)),
        (Bias(2, 5), (0, 1), Node(2, 6)),
    ],
)
def test_arrows_stay_within_the_network(start, step, end):
    assert moved(SIZES, start, *step) == end


def test_the_weights_into_a_node_come_round():
    first = next_weight(SIZES, Node(1, 3), 1)
    assert first == Weight(1, 0, 3)
    assert next_weight(SIZES, first, 1) == Weight(1, 1, 3)
    assert next_weight(SIZES, Weight(1, 1, 3), 1) == first
    assert next_weight(SIZES, Node(2, 0), -1) == Weight(2, 3, 0)
    assert next_weight(SIZES, Node(0, 0), 1) == Node(0, 0)


def test_targets_that_are_gone_are_known():
    assert exists(SIZES, Node(3, 0))
    assert not exists(SIZES, Node(3, 1))
    assert exists(SIZES, Weight(3, 7, 0))
    assert not exists(SIZES, Weight(4, 0, 0))
    assert not exists(SIZES, Weight(1, 2, 0))
    assert exists(SIZES, Bias(2, 7))
    assert not exists(SIZES, Bias(1, 4))
    assert node_of(Weight(2, 0, 6)) == Node(2, 6)
