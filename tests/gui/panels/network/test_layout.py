"""Where the nodes stand, at every size of network and window."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from annplayground.core.choices.features import FEATURES
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.gui.panels.network.layout import column_centres, lay_out
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import Look

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application


def network_of(*units, features=("x1", "x2")):
    network = Network(hidden=tuple(HiddenLayer(n) for n in units))
    return replace(Experiment(), data=Data(features=tuple(features)), network=network)


def columns_of(experiment, width, height, look=None):
    look = look or Look()
    centres = column_centres(experiment, width, look)
    return lay_out(experiment, centres, 0.0, height, look).columns


@pytest.mark.parametrize("look", [Look(), Look(size=PRESENTATION)], ids=["desk", "presentation"])
@pytest.mark.parametrize(
    "units", [(), (4, 2), (8, 8, 8), (1,), (64,), (20,) * 10, (64,) * 10, (3, 64, 21, 1)]
)
@pytest.mark.parametrize("size", [(594, 210), (1100, 380), (2400, 1100)])
def test_nodes_stay_inside_and_apart(units, size, look):
    columns = columns_of(network_of(*units), *size, look)
    assert [len(column.rects) for column in columns] == [2, *units, 1]
    frames = [column.frame for column in columns]
    for column, frame in zip(columns, frames, strict=True):
        assert QRectF(0, 0, *size).contains(frame)
        for k, rect in enumerate(column.rects):
            assert rect.width() >= 2
            assert not any(rect.intersects(other) for other in column.rects[k + 1 :])
    gaps = [b.left() - a.right() for a, b in pairwise(frames)]
    assert min(gaps) >= 12  # room for the weights


def test_nodes_stand_on_whole_pixels_in_line():
    for column in columns_of(network_of(4, 4), 674, 252):
        assert len({rect.left() for rect in column.rects}) == 1
        assert all(rect.left() == int(rect.left()) for rect in column.rects)
        assert all(rect.top() == int(rect.top()) for rect in column.rects)


def test_a_high_column_becomes_a_contact_sheet():
    slim, wide = columns_of(network_of(8, 64), 674, 240)[1:3]
    assert slim.sheet == 0
    assert wide.sheet > 1
    assert wide.size > 240 / 64  # larger than below each other
    assert len(np.unique(wide.arrive[:, 1])) == 64  # every weight has an end of its own
    assert wide.bias_mark(0, Look()) is None


def test_a_contact_sheet_is_a_full_grid_where_that_costs_little():
    assert columns_of(network_of(*[64] * 10), 698, 345)[1].sheet == 2
    assert columns_of(network_of(*[64] * 10), 594, 176)[1].sheet == 3  # larger maps, one left over


def test_the_names_of_inputs_have_room():
    look = Look(size=PRESENTATION)
    many = network_of(*[8] * 10, features=FEATURES)
    few = network_of(*[8] * 10)
    assert column_centres(many, 900, look)[0] > column_centres(few, 900, look)[0] + 20


def test_columns_are_evenly_spaced():
    assert np.ptp(np.diff(column_centres(network_of(4, 4, 4), 700, Look()))) < 1e-9


def test_a_point_finds_its_node():
    column = columns_of(network_of(4), 600, 250)[1]
    assert column.unit_at(column.rects[2].center()) == 2
    assert column.unit_at(column.rects[2].center() * 3) is None


def test_the_bias_mark_sits_at_the_lower_left_corner():
    column = columns_of(network_of(4), 600, 250)[1]
    mark = column.bias_mark(1, Look())
    assert mark.contains(column.rects[1].bottomLeft())
