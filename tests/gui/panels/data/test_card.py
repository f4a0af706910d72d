"""The Data card: every control by click and key, seen in the Experiment and in what is drawn."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider, QVBoxLayout, QWidget

from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.features import FEATURES
from annplayground.core.experiment import Data, Experiment
from annplayground.gui.panels.data.card import DataCard
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, Look, palette, style_sheet

LEFT = Qt.MouseButton.LeftButton
POINTS = ((-3.0, 1.0, 0), (2.0, 2.0, 1), (1.0, -2.0, 0), (0.0, 3.0, 1))
OWN = Data(dataset="custom", points=POINTS)


@pytest.fixture
def place(qtbot):
    """Puts a card as in the window: styled, in a layout, visible."""
    hosts = []

    def put(look, width=210, height=400):
        host, card = QWidget(), DataCard()
        hosts.append(host)
        qtbot.addWidget(host)
        host.setStyleSheet(style_sheet(look))
        host.setPalette(palette(look))
        layout = QVBoxLayout(host)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        card.set_look(look)
        host.resize(width, height)
        with qtbot.waitExposed(host):
            host.show()
        qtbot.waitUntil(lambda: card.size().toTuple() == (width, height))
        return card

    return put


@pytest.fixture
def card(place):
    return place(Look())


def button(card, name):
    return card.findChild(QAbstractButton, name)


def edit_by(qtbot, card, action):
    """The Experiment that an action emits."""
    with qtbot.waitSignal(card.experimentEdited) as signal:
        action()
    return signal.args[0]


@pytest.mark.parametrize("name", [n for n in DATASETS if n not in ("custom", "circle")])
def test_a_click_on_a_picture_chooses_the_dataset(qtbot, card, name):
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, f"dataset_{name}"), LEFT))
    assert made.data.dataset == name
    assert button(card, f"dataset_{name}").isChecked()
    assert not button(card, "dataset_circle").isChecked()
    subtitle = card.findChild(QLabel, "data_card_subtitle")
    assert subtitle.text() == DATASETS[name].label


def test_an_output_that_no_longer_fits_changes_with_the_dataset(qtbot, card):
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "dataset_blobs3"), LEFT))
    assert made.network.output == "softmax"


def test_the_chosen_picture_is_framed(qtbot, card):
    def edge(name):
        tile = button(card, name)
        return tile.grab().toImage().pixelColor(1, tile.width() // 2).name()

    qtbot.mouseClick(button(card, "dataset_spiral"), LEFT)
    button(card, "dataset_spiral").clearFocus()  # its ring would stand around the frame
    accent = Look().colours.accent
    assert edge("dataset_spiral") == accent
    assert edge("dataset_circle") != accent


def test_a_picture_is_chosen_by_key(qtbot, card):
    tile = button(card, "dataset_xor")
    tile.setFocus()
    made = edit_by(qtbot, card, lambda: qtbot.keyClick(tile, Qt.Key.Key_Space))
    assert made.data.dataset == "xor"


@pytest.mark.parametrize(
    ("name", "key", "expected", "shown"),
    [
        ("noise", Qt.Key.Key_Right, 0.01, "0.01"),
        ("noise", Qt.Key.Key_End, 0.5, "0.50"),
        ("train_fraction", Qt.Key.Key_Right, 0.51, "51 %"),
        ("train_fraction", Qt.Key.Key_Home, 0.1, "10 %"),
        ("train_fraction", Qt.Key.Key_End, 1.0, "all"),
        ("n_samples", Qt.Key.Key_Home, 10, "10"),
        ("n_samples", Qt.Key.Key_End, 2000, "2,000"),
        ("n_samples", Qt.Key.Key_Right, 550, "550"),
    ],
)
def test_a_slider_by_key(qtbot, card, name, key, expected, shown):
    slider = card.findChild(QSlider, name)
    made = edit_by(qtbot, card, lambda: qtbot.keyClick(slider, key))
    assert getattr(made.data, name) == expected
    assert card.findChild(QLabel, f"{name}_value").text() == shown


def test_dragging_sends_every_value(qtbot, card):
    slider = card.findChild(QSlider, "noise")
    seen = []
    card.experimentEdited.connect(lambda experiment: seen.append(experiment.data.noise))
    middle = slider.height() // 2
    start = slider.rect().topLeft()
    start.setX(6)
    start.setY(middle)
    qtbot.mousePress(slider, LEFT, pos=start)
    for x in range(10, slider.width(), 10):
        start.setX(x)
        qtbot.mouseMove(slider, start)
    qtbot.mouseRelease(slider, LEFT, pos=start)
    assert len(seen) > 3
    assert seen == sorted(seen)


def test_a_chip_adds_and_removes_an_input(qtbot, card):
    chip = button(card, "feature_x1_squared")
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(chip, LEFT))
    assert made.data.features == ("x1", "x2", "x1_squared")
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "feature_x1"), LEFT))
    assert made.data.features == ("x2", "x1_squared")
    assert made.sizes[0] == 2


def test_every_input_has_a_chip(card):
    assert all(button(card, f"feature_{name}") for name in FEATURES)


def test_the_last_input_stays_on(qtbot, card):
    qtbot.mouseClick(button(card, "feature_x1"), LEFT)
    with (
        qtbot.waitSignal(card.noticeRequested) as refused,
        qtbot.assertNotEmitted(card.experimentEdited),
    ):
        qtbot.mouseClick(button(card, "feature_x2"), LEFT)
    assert "At least one input" in refused.args[0]
    assert button(card, "feature_x2").isChecked()


def test_a_new_sample_has_another_seed_and_shows_it(qtbot, card):
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "new_sample"), LEFT))
    assert made.data.seed != 0
    assert f"seed {made.data.seed}" in button(card, "new_sample").toolTip()


def test_drawing_is_asked_for_and_shown(qtbot, card):
    with qtbot.waitSignal(card.drawRequested) as asked:
        qtbot.mouseClick(button(card, "draw_points"), LEFT)
    assert asked.args == [True]
    with qtbot.assertNotEmitted(card.drawRequested):
        card.set_drawing(False)
    assert not button(card, "draw_points").isChecked()


def test_a_file_is_asked_for(qtbot, card):
    with qtbot.waitSignal(card.openRequested):
        qtbot.mouseClick(button(card, "open_csv"), LEFT)


def test_showing_emits_nothing_and_shows_all(qtbot, card):
    data = Data("spiral", 1234, 0.7, 0.25, ("x2", "sin_x1"), 77)
    with qtbot.assertNotEmitted(card.experimentEdited):
        card.show_experiment(Experiment(data=data))
    names = ("noise", "train_fraction", "n_samples")
    texts = [card.findChild(QLabel, f"{name}_value").text() for name in names]
    assert texts == ["0.70", "25 %", "1,234"]
    assert button(card, "feature_sin_x1").isChecked()
    assert not button(card, "feature_x1").isChecked()
    assert "77" in button(card, "new_sample").toolTip()


def test_own_data_appear_with_points_and_can_be_come_back_to(qtbot, card):
    own = button(card, "dataset_custom")
    assert not own.isVisible()
    card.show_experiment(Experiment(data=OWN))
    assert own.isVisible()
    assert own.isChecked()
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "dataset_xor"), LEFT))
    assert made.data.points == ()
    assert own.isVisible()
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(own, LEFT))
    assert made.data.points == POINTS


def test_own_data_switch_off_what_has_no_meaning_and_say_why(card):
    card.show_experiment(Experiment(data=OWN))
    for name in ("noise", "n_samples"):
        slider = card.findChild(QSlider, name)
        assert not slider.isEnabled()
        assert "Own data" in slider.toolTip()
    assert card.findChild(QSlider, "train_fraction").isEnabled()
    assert card.findChild(QLabel, "n_samples_value").text() == "4"
    card.show_experiment(Experiment())
    assert card.findChild(QSlider, "noise").isEnabled()


def test_all_is_inside_the_card_at_the_smallest_window(place):
    card = place(Look(colours=DARK), 210, 380)
    card.show_experiment(Experiment(data=OWN))
    assert card.minimumSizeHint().height() <= 400
    assert card.minimumSizeHint().width() <= 210
    for widget in card.findChildren(QWidget):
        if widget.isVisible() and not widget.findChildren(QWidget):
            corner = widget.mapTo(card, widget.rect().bottomRight())
            assert card.rect().contains(corner), widget.objectName()
    for name in ("draw_points", "open_csv"):
        text = button(card, name)
        assert text.fontMetrics().horizontalAdvance(text.text()) <= text.width() - 14


@pytest.mark.parametrize(
    ("height", "names", "long_sliders"),
    [(390, False, False), (445, False, True), (500, True, False), (640, True, True)],
)
def test_more_height_gives_longer_sliders_or_names(place, height, names, long_sliders):
    card = place(Look(), 214, height)
    assert card.tiles.labelled == names
    assert all(slider.stacked == long_sliders for slider in card.sliders.values())


def test_it_can_shrink_again(qtbot, place):
    card = place(Look(), 214, 640)
    card.window().resize(214, 390)
    qtbot.waitUntil(lambda: card.height() == 390)
    assert not card.tiles.labelled


def test_for_a_projector_only_the_pictures_stay(place):
    card = place(Look(size=PRESENTATION), 260, 400)
    assert button(card, "dataset_circle").isVisible()
    for name in ("noise", "n_samples", "train_fraction"):
        assert not card.findChild(QSlider, name).isVisible()
    assert not button(card, "new_sample").isVisible()
    assert not button(card, "draw_points").isVisible()
    name = card.findChild(QLabel, "dataset_name")
    assert name.isVisible()
    assert name.text() == "Circle"
    assert name.font().pointSize() >= PRESENTATION.text
    card.window().setStyleSheet(style_sheet(Look()))
    card.set_look(Look())
    assert card.findChild(QSlider, "noise").isVisible()
    assert not name.isVisible()


FEW = Data(dataset="custom", points=POINTS, n_samples=10, train_fraction=0.9, noise=0.3)


@pytest.mark.parametrize("name", [n for n in DATASETS if n != "custom"])
def test_a_drawn_data_set_after_few_own_points_has_its_own_number_of_points(qtbot, card, name):
    card.show_experiment(Experiment().with_data(FEW))
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, f"dataset_{name}"), LEFT))
    data, usual = made.data, Data()
    assert (data.n_samples, data.noise, data.train_fraction, data.points) == (
        (usual.n_samples, usual.noise, usual.train_fraction, ())
    )


def test_a_data_set_that_wants_other_numbers_begins_with_them(qtbot, card, monkeypatch):
    moons = replace(DATASETS["moons"], n_samples=80, noise=0.2)
    monkeypatch.setitem(DATASETS, "moons", moons)
    card.show_experiment(Experiment().with_data(FEW))
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "dataset_moons"), LEFT))
    assert (made.data.n_samples, made.data.noise) == (80, 0.2)
    assert card.findChild(QLabel, "n_samples_value").text() == "80"


def test_both_kinds_of_data_keep_what_the_sliders_said_of_them(qtbot, card):
    mine = Data(n_samples=1000, noise=0.2, train_fraction=0.8)
    card.show_experiment(Experiment(data=mine))
    card.show_experiment(Experiment().with_data(FEW))
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "dataset_xor"), LEFT))
    assert (made.data.n_samples, made.data.noise, made.data.train_fraction) == (1000, 0.2, 0.8)
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "dataset_moons"), LEFT))
    assert (made.data.n_samples, made.data.noise, made.data.train_fraction) == (1000, 0.2, 0.8)
    made = edit_by(qtbot, card, lambda: qtbot.mouseClick(button(card, "dataset_custom"), LEFT))
    assert made.data == FEW
