"""The hatching of the regions: where it lies, where it ends, and which class has which."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage

from annplayground.core.experiment import Data, Experiment, Network
from annplayground.core.run.session import Session
from annplayground.core.samples import predicted_classes
from annplayground.gui.plots.boundary.canvas import BoundaryCanvas
from annplayground.gui.plots.boundary.regions.colours import border_fields, map_table
from annplayground.gui.plots.boundary.regions.hatch import hatch, hatches
from annplayground.gui.sizes import at_desk, presentation
from annplayground.gui.theme import DARK, LIGHT, Look

R = 60
CENTRES = (np.arange(R) + 0.5) / R  # of the pixels, in 0 … 1 across the map
X, Y = np.meshgrid(CENTRES, CENTRES)  # row 0 at the bottom


def slopes(segments):
    (dx, dy) = (segments[:, 1] - segments[:, 0]).T
    return dy / dx


@pytest.mark.parametrize("rising", [True, False])
def test_lines_run_at_45_degrees_and_end_where_the_map_is_zero(rising):
    segments = hatch(X - 0.3, rising)
    assert slopes(segments) == pytest.approx(1.0 if rising else -1.0)
    assert segments[..., 0].min() == pytest.approx(0.3)
    assert segments.max() == pytest.approx(1.0)  # and they reach the edge
    assert segments[..., 1].min() == pytest.approx(0.0)


def test_lines_are_evenly_spaced_at_every_resolution():
    for r in (48, 100, 230):
        segments = hatch(np.ones((r, r)), rising=True, lines=8)
        offsets = np.sort(segments[:, 0, 1] - segments[:, 0, 0])
        assert len(segments) == 15
        assert np.diff(offsets) == pytest.approx(1 / 8, abs=1 / r)


def test_a_line_over_two_islands_has_a_gap():
    segments = hatch(np.where(abs(X - 0.5) < 0.2, -1.0, 1.0), rising=True, lines=1)
    assert len(segments) == 2
    assert segments[0, 1, 0] == pytest.approx(0.3, abs=1 / R)
    assert segments[1, 0, 0] == pytest.approx(0.7, abs=1 / R)


@pytest.mark.parametrize("value", [np.nan, -np.inf, -1.0, 0.0])
def test_nothing_is_hatched_where_nothing_is_positive(value):
    assert hatch(np.full((R, R), value), rising=True).shape == (0, 2, 2)


def network_map(dataset, output):
    network = replace(Network(), output=output)
    loss = "cross_entropy" if output in ("sigmoid", "softmax") else "mse"
    experiment = replace(
        Experiment(),
        data=replace(Data(), dataset=dataset),
        network=network,
        training=replace(Experiment().training, loss=loss),
    )
    session = Session(experiment)
    session.train(30)
    X12 = np.stack([X, Y], axis=-1).reshape(-1, 2) * 12 - 6
    return experiment, session, session.predict(X12).reshape(R, R, -1)


@pytest.mark.parametrize(
    ("dataset", "output", "hatched"),
    [
        ("circle", "sigmoid", [0]),
        ("circle", "tanh", [0]),
        ("circle", "softmax", [0]),
        ("blobs3", "softmax", [0, 2]),
        ("plane", "linear", []),
    ],
)
def test_the_first_class_and_the_third_are_hatched(dataset, output, hatched):
    experiment, session, a = network_map(dataset, output)
    made = hatches(border_fields(a, experiment), experiment)
    assert len(made) == len(hatched)
    for label, segments in zip(hatched, made, strict=True):
        assert len(segments)
        assert slopes(segments) == pytest.approx(1.0 if label == 0 else -1.0)
        middles = segments.mean(axis=1) * 12 - 6
        predicted = predicted_classes(experiment, session.predict(middles))
        assert (predicted == label).all()


@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_where_all_classes_are_level_the_first_is_hatched_as_it_is_predicted(outputs):
    data = Data("blobs3" if outputs == 3 else "circle")
    network = Network(output="sigmoid" if outputs == 1 else "softmax")
    experiment = Experiment(data, network)
    a = np.full((R, R, outputs), 1 / max(outputs, 2))
    assert (predicted_classes(experiment, a[0]) == 0).all()
    first, *third = hatches(border_fields(a, experiment), experiment)
    assert len(first) == 31
    assert not sum(map(len, third))


def luminances(pixels):
    """Relative luminance of 0xffRRGGBB as WCAG 2 defines it."""
    channels = np.stack([(pixels >> shift) & 255 for shift in (16, 8, 0)], axis=-1) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def shown(canvas):
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    square = canvas.frame.square.toRect().adjusted(6, 6, -6, -6)
    return pixels[square.top() : square.bottom(), square.left() : square.right()].copy()


@pytest.mark.parametrize("size", [at_desk(), presentation(720, 96.0)], ids=["desk", "projector"])
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_line_stands_out_from_every_ground_and_hides_little_of_it(qtbot, colours, size):
    """Measured on the screen: the strongest pixel of each crossing of a line."""
    look = Look(colours=colours, size=size)
    canvas = BoundaryCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.set_look(look)
    lines = [hatch(np.ones((R, R)), True, canvas.hatch_lines)]
    for ground in map_table(look, True)[::51]:
        image = np.full((R, R), ground)
        canvas.set_map(image)
        plain = luminances(shown(canvas))
        canvas.set_map(image, (), lines)
        hatched = luminances(shown(canvas))
        high, low = np.maximum(plain, hatched), np.minimum(plain, hatched)
        ratios = (high + 0.05) / (low + 0.05)
        drawn = ratios > 1.02
        assert 0.02 < drawn.mean() < 0.12
        starts = np.flatnonzero(np.diff(drawn.astype(int).ravel()) == 1) + 1
        crossings = np.maximum.reduceat(ratios.ravel(), starts)
        assert np.percentile(crossings, 1) >= 3.0
