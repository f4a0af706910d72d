"""The headers of the columns: they fit at every width, and say what is chosen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QSpinBox, QWidget

from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.gui.panels.network.controls.buttons import GlyphButton
from annplayground.gui.panels.network.controls.columns import ColumnStrip
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, Look, layer_colour, style_sheet


def network_of(*layers):
    hidden = tuple(HiddenLayer(units, activation) for units, activation in layers)
    return replace(Experiment(), network=Network(hidden=hidden))


@pytest.fixture
def make(qtbot):
    windows = []  # qtbot itself does not keep them alive

    def build(experiment, width, look=None):
        look = look or Look()
        window = QWidget()
        qtbot.addWidget(window)
        window.setStyleSheet(style_sheet(look))
        window.resize(width, 300)
        strip = ColumnStrip(window)
        strip.set_look(look)
        strip.show_experiment(experiment)
        strip.resize(width, strip.height())
        with qtbot.waitExposed(window):
            window.show()
        windows.append(window)
        return strip

    return build


def controls(strip):
    found = [*strip.findChildren(QAbstractButton), *strip.findChildren(QSpinBox)]
    return [w for w in found if w.isVisible()]


def place(strip, widget):
    return QRect(widget.mapTo(strip, widget.rect().topLeft()), widget.size())


@pytest.mark.parametrize("look", [Look(), Look(size=PRESENTATION)], ids=["desk", "presentation"])
@pytest.mark.parametrize("width", [594, 900, 1600])
@pytest.mark.parametrize(
    "layers",
    [
        (),
        ((4, "leaky_relu"), (4, "tanh")),
        ((64, "leaky_relu"),) * 10,
        ((8, "sigmoid"),) * 6,
    ],
)
def test_controls_stay_inside_and_apart(make, layers, width, look):
    strip = make(network_of(*layers), width, look)
    places = [place(strip, widget) for widget in controls(strip)]
    # Where − and + would be too narrow to hit, the number alone stays.
    steps = [b for b in strip.findChildren(GlyphButton) if b.isVisible()]
    assert len(steps) in (0, 2 * len(layers))
    assert bool(steps) or places[0].width() < 48 or not layers
    assert len(places) == 2 * len(layers) + 1 + len(steps)
    assert all(min(button.width(), button.height()) >= 24 for button in steps)
    for k, rect in enumerate(places):
        assert strip.rect().contains(rect)
        assert not any(rect.intersects(other) for other in places[k + 1 :])


@pytest.mark.parametrize(
    ("layers", "width", "text"),
    [
        (2, 700, "Leaky ReLU 0.01"),
        (5, 620, "LReLU 0.01"),
        (10, 620, "LReLU 0.01"),
    ],
)
def test_alpha_is_shown_at_every_width(make, layers, width, text):
    strip = make(network_of(*[(8, "leaky_relu")] * layers), width)
    assert strip.findChild(QAbstractButton, f"layer_{layers}_activation").text() == text


def test_a_short_name_is_used_only_where_it_must(make):
    strip = make(network_of(*[(8, "sigmoid")] * 10), 620)
    assert strip.output.text() == "σ"
    strip.resize(1400, strip.height())
    assert strip.output.text() == "Sigmoid"


def test_the_name_has_the_colour_of_the_layer(make):
    look = Look(DARK)
    strip = make(network_of((4, "tanh"), (4, "tanh")), 700, look)
    image = strip.grab().toImage()
    for layer, name in ((1, "layer_1_activation"), (2, "layer_2_activation")):
        button = place(strip, strip.findChild(QAbstractButton, name))
        column = [image.pixelColor(button.center().x(), y) for y in range(button.top())]
        assert layer_colour(layer, 3, look) in column


def test_units_can_be_folded_away(qtbot, make):
    strip = make(network_of((4, "tanh")), 700)
    whole = strip.height()
    with qtbot.waitSignal(strip.heightsChanged):
        strip.set_units_visible(False)
    assert strip.height() == strip.least_height < whole
    assert strip.least_height + strip.units_height == whole
    assert not strip.findChild(QSpinBox, "layer_1_units").isVisible()
    assert strip.findChild(QAbstractButton, "layer_1_activation").isVisible()


def test_signals_say_which_layer(qtbot, make):
    strip = make(network_of((4, "tanh"), (3, "relu")), 700)
    with qtbot.waitSignal(strip.unitsChosen) as caught:
        qtbot.mouseClick(
            strip.findChild(QAbstractButton, "layer_2_units_more"), Qt.MouseButton.LeftButton
        )
    assert caught.args == [2, 4]


def test_limits_disable_the_buttons(make):
    strip = make(network_of((1, "tanh"), (64, "tanh")), 700)
    assert not strip.findChild(QAbstractButton, "layer_1_units_less").isEnabled()
    assert strip.findChild(QAbstractButton, "layer_1_units_more").isEnabled()
    assert not strip.findChild(QAbstractButton, "layer_2_units_more").isEnabled()


def test_controls_are_made_for_the_layers_that_there_are_and_for_all_in_the_end(make):
    strip = make(network_of((4, "tanh"), (2, "relu")), 800)
    names = [button.objectName() for button in strip.findChildren(GlyphButton)]
    assert [name for name in names if name.endswith("_less")] == [
        "layer_1_units_less",
        "layer_2_units_less",
    ]
    strip.make_columns()
    spins = strip.findChildren(QSpinBox)
    assert [spin.objectName() for spin in spins] == [f"layer_{n}_units" for n in range(1, 11)]
    assert [spin.isVisible() for spin in spins] == [True] * 2 + [False] * 8
    # By Tab the output still comes last, after the controls of each layer in turn.
    reached, widget = [], strip.findChild(QAbstractButton, "layer_1_activation")
    for _ in range(4 * 10 + 1):
        while not widget.objectName().startswith(("layer_", "output_")):
            widget = widget.nextInFocusChain()
        reached.append(widget.objectName())
        widget = widget.nextInFocusChain()
    assert reached[-1] == "output_activation"
    layers = [int(name.split("_")[1]) for name in reached[:-1]]
    assert layers == sorted(layers)
