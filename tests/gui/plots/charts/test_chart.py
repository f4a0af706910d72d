"""The chart that both cards draw with: numbers, thinning, smoothing, labels, axes, pointer."""

import itertools
import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage

from annplayground.core.history import History
from annplayground.gui.plots.charts.chart import Chart
from annplayground.gui.plots.charts.frame import Band, Curve, Guide
from annplayground.gui.plots.charts.labels import chosen, spread
from annplayground.gui.plots.charts.scale import FLOOR, Extent, Scale, fit, value_text
from annplayground.gui.plots.charts.series import Series, ewa, extent
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, LIGHT, Look, layer_colour
from annplayground.gui.tints import contrast, readable
from annplayground.gui.widgets.caption import Caption

RED = QColor("#c00000")


def series_of(values, capacity=1024):
    """What the history makes of one value per epoch."""
    history = History(("v",), capacity)
    history.extend(0, np.array(values, dtype=float)[:, None])
    return Series.of(history.curves(), "v")


def curve(values, name="Layer 1", colour=RED, **more):
    return Curve(name, name[0], colour, series_of(values), **more)


@pytest.fixture
def chart(qtbot):
    chart = Chart("test_chart", "Test")
    qtbot.addWidget(chart)
    chart.resize(500, 180)
    chart.set_look(Look())
    chart.show()
    qtbot.waitExposed(chart)
    return chart


def seen(widget, colour):
    """Pixels of about this colour, (x, y) each."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)
    near = np.abs(pixels - colour.getRgb()[:3]).max(axis=2) < 70
    return [(int(x), int(y)) for y, x in np.argwhere(near)]


# -- numbers --------------------------------------------------------------------------------


def test_values_keep_their_digits_and_a_gap_is_a_dash():
    assert value_text(0.0301) == "0.030"
    assert value_text(2.14e-7) == "2.1 × 10⁻⁷"
    assert value_text(math.nan) == "–"


# -- the axis -------------------------------------------------------------------------------


def test_a_log_axis_ends_at_round_numbers_and_has_ticks_there():
    scale = fit(Extent(3e-4, 0.7, 3e-4, 0.7), log=True, reach=2)
    assert 10**scale.low == pytest.approx(2e-4)
    assert scale.high == pytest.approx(0)
    assert [text for _, text in scale.ticks(4)] == ["0.001", "0.01", "0.1", "1"]


def test_a_short_log_axis_has_ticks_at_1_2_5():
    scale = fit(Extent(0.3, 0.7, 0.3, 0.7), log=True, reach=2)
    assert [text for _, text in scale.ticks(5)] == ["0.2", "0.5", "1"]


def test_a_linear_axis_starts_at_zero():
    scale = fit(Extent(0.1, 0.7, 0.1, 0.7), log=False, reach=2)
    assert (scale.low, scale.high) == (0, pytest.approx(0.8))
    assert [text for _, text in scale.ticks(5)] == ["0", "0.2", "0.4", "0.6", "0.8"]


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("most", [2, 3, 4, 6, 9])
@pytest.mark.parametrize("low", [1e-12, 1e-7, 1e-3, 0.2])
def test_there_are_always_some_ticks_within_the_axis_and_not_too_many(log, most, low):
    scale = fit(Extent(low, 0.9, low, 0.9), log=log, reach=2)
    places = [place for place, _ in scale.ticks(most)]
    assert 1 <= len(places) <= most + 1
    assert all(scale.low - 1e-9 <= place <= scale.high + 1e-9 for place in places)


def test_an_old_spike_widens_the_axis_by_the_reach_and_no_more():
    scale = fit(Extent(1e-3, 0.1, 1e-3, 1e9), log=True, reach=2)
    assert 10**scale.high == pytest.approx(10.0)


def test_a_range_that_still_fits_is_kept_and_one_that_is_too_large_is_not():
    wide = fit(Extent(1e-4, 1, 1e-4, 1), log=True, reach=2)
    assert fit(Extent(3e-4, 0.9, 3e-4, 0.9), True, 2, previous=wide) is wide
    assert fit(Extent(0.3, 0.9, 0.3, 0.9), True, 2, previous=wide).low > wide.low


def test_values_below_the_floor_stand_on_it_and_exact_zero_below_the_axis():
    scale = Scale(True, -12.0, 0.0, zero=True)
    placed = scale.place(np.array([1e-30, 0.0, 1.0, np.nan, np.inf]))
    assert placed[0] == pytest.approx(math.log10(FLOOR))
    assert placed[1] == scale.zero_level < scale.low
    assert placed[2] == 0
    assert np.isnan(placed[3:]).all()


def test_the_extent_tells_recent_from_old_values_and_zero_from_small():
    values = np.concatenate([[1e6], np.full(50, 0.5), [0.0], np.full(48, 0.1)])
    span = extent([series_of(values)], log=True)
    assert (span.low, span.high, span.all_high, span.zero) == (0.1, 0.1, 1e6, True)
    assert not extent([series_of([1.0, 2.0])], log=True).zero


# -- thinning and smoothing -----------------------------------------------------------------


def test_few_points_are_drawn_as_they_are():
    x, y = series_of([3.0, 1.0, 2.0]).points(100)
    assert x.tolist() == [0, 1, 2]
    assert y.tolist() == [3, 1, 2]


@pytest.mark.parametrize("n", [1000, 100_000])
def test_thinning_keeps_spikes_and_the_newest_value_in_about_as_many_points_as_asked(n):
    values = np.linspace(1.0, 0.5, n)
    values[n // 3], values[n // 2] = 50.0, 0.001
    x, y = series_of(values).points(200)
    assert len(x) <= 201
    assert (np.diff(x) >= 0).all()
    assert (y.max(), y.min()) == (50.0, 0.001)
    assert (x[-1], y[-1]) == (n - 1, values[-1])


def test_a_falling_curve_stays_falling_when_it_is_thinned():
    _, y = series_of(np.linspace(1.0, 0.0, 5000)).points(100)
    assert (np.diff(y[2:]) <= 1e-12).all()


def test_gaps_stay_gaps():
    x, y = series_of([np.nan, 1.0, np.nan, 2.0]).points(100)
    assert np.isnan(y).tolist() == [True, False, True, False]
    assert len(x) == 4


def test_smoothing_is_the_notes_average_with_bias_correction():
    values, beta = np.array([4.0, 2.0, 6.0, 1.0]), 0.8
    expected, v = [], 0.0
    for t, value in enumerate(values, start=1):
        v = beta * v + (1 - beta) * value
        expected.append(v / (1 - beta**t))
    assert ewa(values, beta) == pytest.approx(expected)
    assert ewa(values, 0.99)[0] == pytest.approx(4.0)


def test_smoothing_passes_over_what_is_not_finite():
    smooth = ewa(np.array([1.0, np.nan, np.inf, 1.0]), 0.9)
    assert np.isnan(smooth).tolist() == [False, True, True, False]
    assert smooth[3] == pytest.approx(1.0)


def test_a_reading_in_a_long_run_names_the_epochs_and_the_values_it_covers():
    series = series_of(np.arange(4000.0) + 1, capacity=1000)
    reading = series.at(2001)
    assert (reading.first, reading.last) == (2000, 2003)
    assert (reading.low, reading.high) == (2001, 2004)
    assert reading.text == "2001 … 2004"


def test_the_end_is_the_last_finite_point():
    assert series_of([1.0, 2.0, np.nan]).end == (1.0, 2.0)
    assert series_of([np.nan]).end is None


# -- labels ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted", [[50, 50, 50], [10, 90, 10, 90], [0, 0, 0], [100, 100, 99], [20, 60]]
)
def test_labels_keep_their_distance_their_order_and_the_bounds(wanted):
    centres = spread(wanted, 12, 0, 100)
    ordered = sorted(centres)
    assert all(b - a >= 12 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert ordered[0] >= 6
    assert ordered[-1] <= 94
    for i, a in enumerate(wanted):
        for j, b in enumerate(wanted):
            if a < b:
                assert centres[i] < centres[j]


def test_a_label_with_room_stays_where_it_belongs():
    assert spread([20.0, 60.0], 12, 0, 100) == [20.0, 60.0]


def test_with_little_room_the_first_and_the_last_label_stay():
    assert chosen(11, 20) == list(range(11))
    assert chosen(11, 3) == [0, 5, 10]
    assert chosen(11, 1) == [10]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_labels_in_the_layers_colours_are_readable(colours):
    look = Look(colours)
    for layer in range(1, 12):
        text = readable(layer_colour(layer, 11, look), look)
        assert contrast(text, look.colour("card")) >= 7


def test_a_caption_takes_the_longest_wording_that_fits(qtbot):
    caption = Caption("caption")
    qtbot.addWidget(caption)
    caption.set_wordings(("a rather long wording", "short"))
    width = caption.fontMetrics().horizontalAdvance("a rather long wording")
    shown = []
    for room in (width + 2, width - 2, 5):
        caption.resize(room, 20)
        caption.show()
        shown.append(caption.text())
    assert shown == ["a rather long wording", "short", ""]


# -- the chart ------------------------------------------------------------------------------


def test_a_curve_is_drawn_where_its_values_are(chart):
    chart.show_curves([curve([1.0, 1.0, 0.01, 0.01])], log=True)
    pixels = seen(chart, RED)
    plot, frame = chart.frame.plot, chart.frame
    line = [(x, y) for x, y in pixels if plot.left() + 8 < x < plot.right() - 8]
    left = {y for x, y in line if x < plot.left() + plot.width() / 4}
    right = {y for x, y in line if x > plot.right() - plot.width() / 4}
    assert left
    assert right
    assert np.mean(list(left)) == pytest.approx(frame.y(0.0), abs=2)
    assert np.mean(list(right)) == pytest.approx(frame.y(-2.0), abs=2)


def test_pyqtgraph_and_the_frame_agree_where_things_are(chart):
    chart.show_curves([curve(np.geomspace(1, 1e-3, 50))], log=True)
    view = chart.plotItem.vb
    for epoch, place in ((0.0, 0.0), (49.0, -3.0), (20.0, -1.0)):
        there = view.mapViewToScene(QPointF(epoch, place))
        assert there.x() == pytest.approx(chart.frame.x(epoch), abs=0.6)
        assert there.y() == pytest.approx(chart.frame.y(place), abs=0.6)


def test_labels_name_the_curve_and_its_newest_value(chart):
    chart.show_curves([curve([1.0, 0.5, 0.0312]), curve([1.0, 2e-7], "Output")], log=True)
    assert [(label.name, label.value) for label in chart.labels] == [
        ("Layer 1", "0.031"),
        ("Output", "2 × 10⁻⁷"),
    ]


@pytest.mark.parametrize("size", [(226, 150), (500, 180), (1800, 900)])
@pytest.mark.parametrize("look", [Look(), Look(DARK, PRESENTATION)])
def test_labels_of_many_layers_never_overlap_and_are_never_cut(chart, size, look):
    chart.resize(*size)
    chart.set_look(look)
    curves = [curve([0.5, 0.1 + k * 1e-4], f"Layer {k}") for k in range(1, 12)]
    chart.show_curves(curves, log=True)
    shown = sorted((label for label in chart.labels if label.shown), key=lambda x: x.centre)
    height = QFontMetricsF(look.font(bold=True)).height()
    assert len(shown) >= 1
    assert all(b.centre - a.centre >= height - 1e-6 for a, b in itertools.pairwise(shown))
    assert shown[0].centre - height / 2 >= -1e-6
    assert shown[-1].centre + height / 2 <= chart.frame.plot.bottom() + 4
    right = max(label.x for label in shown) + chart._gap + chart._texts.width
    assert right <= chart.width() or size == (226, 150)


def test_exact_zero_has_its_own_line_mark_and_words(chart):
    chart.show_curves([curve([0.5, 0.0]), curve([0.5, 0.1], "Output")], log=True)
    zero, other = chart.labels
    assert (zero.value, zero.zero, other.zero) == ("exactly 0", True, False)
    assert chart.axis.zero
    assert zero.y == pytest.approx(chart.frame.plot.bottom())
    assert chart.frame.y(chart.axis.low) < zero.y - 5
    assert any(y > zero.y - 4 for _, y in seen(chart, RED))


def test_the_first_point_alone_is_a_dot_with_its_label_beside_it(chart):
    chart.show_curves([curve([0.7])], log=True)
    (label,) = chart.labels
    assert (label.x, label.shown) == (chart.frame.plot.left(), True)
    near = [p for p in seen(chart, RED) if math.dist(p, (label.x, label.y)) < 4]
    assert near


def test_at_most_as_many_points_as_pixels_are_drawn(chart):
    chart.show_curves([curve(np.random.default_rng(0).random(100_000) + 0.1)], log=True)
    assert 100 < len(chart._items.points[0][0]) <= chart.frame.plot.width() + 1


def test_guides_and_bands_are_drawn_where_they_are_within_the_axis(chart):
    plain = curve([1.0, 1e-3])
    chart.show_curves([plain], log=True)
    before = chart.grab().toImage()
    chart.show_curves([plain], log=True, guides=[Guide(50.0, "above")])
    assert chart.grab().toImage() == before
    chart.show_curves([plain], log=True, bands=[Band(0.0, 1e-2, "", "bad")], calm=False)
    plot, image = chart.frame.plot, chart.grab().toImage()
    inside = image.pixelColor(int(plot.left()) + 5, int(plot.bottom()) - 5)
    outside = image.pixelColor(int(plot.left()) + 5, int(plot.top()) + 40)
    assert inside.red() > inside.green() + 10
    assert outside.red() == outside.green()


def test_a_message_takes_the_place_of_curves_and_axes(chart):
    chart.show_message("Press play.")
    assert (chart.curves, chart.labels) == ((), ())
    assert seen(chart, Look().colour("muted"))
    chart.show_curves([curve([1.0, 0.5])], log=True)
    assert seen(chart, RED)


def test_the_pointer_reads_epoch_and_values(chart, qtbot):
    chart.show_curves([curve(np.geomspace(1, 0.01, 101)), curve([0.5] * 101, "Output")], log=True)
    assert chart.reading() == ("", [])
    before = chart.grab().toImage()
    x = round(chart.frame.x(50))
    qtbot.mouseMove(chart.viewport(), QPoint(x, 60))
    assert chart.reading() == ("epoch 50", [("Layer 1", "0.1"), ("Output", "0.5")])
    assert chart.grab().toImage() != before
    qtbot.mouseMove(chart.viewport(), QPoint(chart.width() - 2, 60))
    assert chart.reading() == ("", [])
    assert chart.grab().toImage() == before


def test_the_reading_follows_the_pointer_while_the_curve_grows(chart, qtbot):
    chart.show_curves([curve(np.linspace(1, 2, 101))], log=True)
    qtbot.mouseMove(chart.viewport(), QPoint(round(chart.frame.x(50)), 60))
    chart.show_curves([curve(np.linspace(1, 2, 201))], log=True)
    assert chart.reading()[0] == "epoch 100"


def test_the_keyboard_reads_values_too(chart, qtbot):
    chart.show_curves([curve(np.linspace(1, 2, 101))], log=True)
    chart.clearFocus()
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(chart.hasFocus)
    assert chart.reading() == ("epoch 100", [("Layer 1", "2")])
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.reading()[0] == "epoch 99"
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.reading() == ("epoch 0", [("Layer 1", "1")])
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.reading()[0] == "epoch 1"
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.reading()[0] == "epoch 100"


def test_the_dark_chart_stands_on_the_dark_card(chart):
    chart.set_look(Look(DARK))
    assert chart.grab().toImage().pixelColor(2, 2).name() == DARK.card
