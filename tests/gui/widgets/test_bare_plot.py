"""The view box of a plot lies where it was placed, whatever size the plot had before."""

import pytest
from PySide6.QtCore import QRectF

from annplayground.gui.widgets.bare_plot import BarePlot


@pytest.mark.parametrize("before", [(1200, 400), (300, 900), (100, 100)])
def test_the_view_lies_where_it_is_placed_also_in_a_plot_that_has_shrunk(qtbot, before):
    plot = BarePlot("plot", "Plot")
    qtbot.addWidget(plot)
    plot.show()
    for width, height in (before, (400, 300)):
        plot.resize(width, height)
        side = min(width, height) - 60.0
        area = QRectF((width - side) / 2, 30.0, side, side)
        plot.place_view(area)
        found = plot.plotItem.vb.sceneBoundingRect().getRect()
        assert found == pytest.approx(area.getRect(), abs=1.0)
