"""A monkey at the window: thousands of random acts, as a table of small functions.

Each act draws from a generator of its own, by the seed and the number of the act, so that a run can
be repeated as far as a thread beside it can be. What is opened and written is in the monkey's
folder, and so is acts.txt, which outlives a crash. Whatever waits for an answer gets one from the
doorman.
"""

import json
import random
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEventLoop, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSpinBox,
    QWidget,
)
from wheel import turn_wheel

from annplayground.core.choices.activations import hidden_activations
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.experiment import Data, Experiment
from annplayground.gui.main_window import MainWindow

K, BUTTON = Qt.Key, Qt.MouseButton
NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = (
    *((K(K.Key_0.value + digit), modifier) for digit in range(10) for modifier in (NONE, ALT)),
    *((K(K.Key_A.value + letter), NONE) for letter in range(26)),
    *((key, NONE) for key in (K.Key_Space, K.Key_Return, K.Key_Escape, K.Key_Backspace)),
    *((key, NONE) for key in (K.Key_PageUp, K.Key_PageDown, K.Key_F5, K.Key_F10, K.Key_F11)),
    *((key, NONE) for key in (K.Key_Plus, K.Key_Minus, K.Key_Period, K.Key_Delete, K.Key_F1)),
    *((key, NONE) for key in (K.Key_Home, K.Key_End)),
    *(
        (key, modifier)
        for key in (K.Key_Tab, K.Key_Left, K.Key_Right, K.Key_Up, K.Key_Down)
        for modifier in (NONE, NONE, SHIFT)
    ),
    *((key, CONTROL) for key in (K.Key_Z, K.Key_Z, K.Key_Y, K.Key_S)),
)
NUMBERS = ("0", "1", "7", "64", "0.03", "0,5", "1e-3", "5000", "1e5", "-1", "1e400", "nan", "inf")
BAD_NUMBERS = ("", "-", "1..2", "٣", "1" * 60)
SIZES = ((800, 512), (1024, 600), (1280, 720), (1440, 860), (1600, 900), (1920, 1080))
# What can be opened besides experiments: good tables and files that are none.
FILES = {
    "points.csv": "x1,x2,label\n1,1,a\n2,2,a\n-1,-1,b\n-2,-2,b\n",
    "far.tsv": "x1\tx2\ty\n100\t1\t0\n200\t2\t1\n-300\t5\t2\n7\t9\t1\n3\t3\tNA\n",
    "cut.csv": "x1,x2,label\n1,1\n2",
    "cut.json": '{"data": {"n_samples": ',
    "twice.json": '{"data": {}, "data": {}}',
    "unknown.json": '{"network": {"hidden": [{"units": 0}]}}',
    "nan.json": '{"training": {"learning_rate": NaN}}',
    "empty.txt": "",
    "noise.bin": "\x00\x01\x7f{",
}
EXTREMES: tuple[dict, ...] = (
    {"network": {"hidden": []}},
    {"network": {"hidden": [{"units": 64, "activation": "relu"}] * 10}},
    {"data": {"n_samples": 5000, "train_fraction": 0.9}},
    {"training": {"learning_rate": 1000.0}, "network": {"init_scale": 10.0}},
    {
        "network": {"hidden": [{"units": 1, "activation": "linear"}]},
        "training": {"learning_rate": 100.0},
    },
    {
        "data": {
            "dataset": "custom",
            "points": [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]],
            "train_fraction": 1.0,
        }
    },
)


class Monkey:
    """Acts on one window after another, since it may close them."""

    def __init__(self, seed: int, folder: Path, open_window: Callable[[], MainWindow]) -> None:
        self.seed, self.folder, self._open_window = seed, folder, open_window
        self.rng = random.Random(seed)
        self.number = 0
        self._acts = (folder / "acts.txt").open("w+", encoding="utf-8")
        for name, text in FILES.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.window = open_window()
        self._turn = QEventLoop()
        self._doorman = Doorman(seed, self._turn)

    def act(self) -> None:
        """One act, and all events that come of it; in a turn of an event loop, as a user's are:
        outside of any, what is to be deleted later is deleted in the next dialog's loop, while the
        click that closed it is still under way. Errors of the act go to `sys.excepthook`."""
        QTimer.singleShot(0, self._turn, self._act)
        self._turn.exec()
        QApplication.processEvents()

    def _act(self) -> None:
        try:
            self._choose_and_do()
        finally:
            QTimer.singleShot(0, self._turn, self._turn.quit)  # after what comes of it at once

    def _choose_and_do(self) -> None:
        self.number += 1
        self.rng = random.Random(f"{self.seed}-{self.number}")
        if not self.window.isVisible():
            self.window.end()  # a second time, which is harmless
            self.window.deleteLater()
            self.window = self._open_window()
        (act,) = self.rng.choices(tuple(ACTS), weights=tuple(ACTS.values()))
        self._acts.write(f"\n{self.number} {act.__name__}")
        self._acts.flush()
        act(self)

    def note(self, what: object) -> None:
        """Add to the newest act what it is done with."""
        self._acts.write(f" {what}")
        self._acts.flush()

    def newest(self, most: int = 30) -> str:
        """The acts done last, one a line."""
        self._acts.seek(0)
        return "\n".join(self._acts.read().splitlines()[-most:])

    def leave(self) -> None:
        """Close everything."""
        self._acts.close()
        self._doorman.stop()
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and widget is not self.window:
                widget.close()
        self.window.close()

    # -- what acts are done on --------------------------------------------------------------

    def root(self) -> QWidget:
        """What has the input now: a popup, a modal dialog or the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def widgets(self, *kinds: type) -> list[QWidget]:
        """The visible, enabled widgets of these kinds that have the input, in a fixed order."""
        root = self.root()
        found = [root, *root.findChildren(QWidget)]
        return [w for w in found if isinstance(w, kinds) and w.isVisible() and w.isEnabled()]

    def place(self) -> tuple[QWidget, QPoint]:
        """A random place of a random visible widget: what lies there, and where in it."""
        widget = self.rng.choice([w for w in self.widgets(QWidget) if not w.size().isEmpty()])
        place = QPoint(self.rng.randrange(widget.width()), self.rng.randrange(widget.height()))
        hit = widget.childAt(place) or widget
        self.note(f"{name(hit)} {hit.mapFrom(widget, place).toTuple()}")
        return hit, hit.mapFrom(widget, place)

    def any(self, *kinds: type) -> QWidget | None:
        """A random visible widget of these kinds; None if there is none."""
        found = self.widgets(*kinds)
        if not found:
            return None
        widget = self.rng.choice(found)
        self.note(name(widget))
        return widget


def name(widget: QObject) -> str:
    """What a widget is called in a report."""
    return widget.objectName() or type(widget).__name__


class Doorman(QObject):
    """Answers what stands open for two ticks, so that nothing waits for ever: also within the loop
    of a dialog's exec(), where the monkey cannot act. Only within a `turn`, as the monkey."""

    TICK_MS, PATIENCE = 15, 6

    def __init__(self, seed: int, turn: QEventLoop) -> None:
        super().__init__()
        self._rng, self._turn = random.Random(f"doorman {seed}"), turn
        self._seen: QWidget | None = None
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(self.TICK_MS)

    def stop(self) -> None:
        """Answer nothing any more."""
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        # Anew, since a timer does not tick within its own tick, and an answer may open a dialog.
        self._timer.start(self.TICK_MS)
        if not self._turn.isRunning():
            return
        modal, popup = QApplication.activeModalWidget(), QApplication.activePopupWidget()
        stands = popup or modal
        if stands is None or stands is not self._seen:
            self._seen, self._ticks = stands, 0
            return
        self._ticks += 1
        if self._ticks >= self.PATIENCE or not isinstance(stands, QFileDialog | QMessageBox):
            stands.close()
        elif isinstance(stands, QMessageBox):
            self._rng.choice(stands.buttons()).click()
        else:
            self._type_name(stands)

    def _type_name(self, dialog: QFileDialog) -> None:
        """A file of the monkey's folder, a new one, or none."""
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        names = (*FILES, "λ", "lecture", "run.json")
        field.setText(self._rng.choice(names))
        QTest.keyClick(field, self._rng.choice((K.Key_Return, K.Key_Return, K.Key_Escape)))


# -- the acts ---------------------------------------------------------------------------------


def trigger_an_action(monkey: Monkey) -> None:
    actions = {a for a in monkey.window.actions() if a.isEnabled()}
    for menu in monkey.window.findChildren(QMenu):
        # Not action.menu(): PySide deletes the menu together with that wrapper of its action.
        actions.update(a for a in menu.actions() if a.isEnabled())
    action = monkey.rng.choice(sorted(actions, key=lambda a: (a.objectName(), a.text())))
    monkey.note(action.objectName() or action.text())
    action.trigger()


def press_a_key(monkey: Monkey) -> None:
    key, modifier = monkey.rng.choice(KEYS)
    monkey.note(f"{key.name} {modifier.name}")
    root = monkey.root()
    QTest.keyClick(root.focusWidget() or root, key, modifier)


def click(monkey: Monkey) -> None:
    widget, place = monkey.place()
    modifier = monkey.rng.choice((NONE, NONE, SHIFT, CONTROL))
    QTest.mouseClick(widget, BUTTON.LeftButton, modifier, place)


def click_a_button(monkey: Monkey) -> None:
    button = monkey.any(QAbstractButton)
    if button is not None:
        QTest.mouseClick(button, BUTTON.LeftButton)


def double_click(monkey: Monkey) -> None:
    widget, place = monkey.place()
    QTest.mouseClick(widget, BUTTON.LeftButton, NONE, place)
    if shiboken6.isValid(widget) and widget.isVisible():
        QTest.mouseDClick(widget, BUTTON.LeftButton, NONE, place)


def right_click(monkey: Monkey) -> None:
    widget, place = monkey.place()
    QTest.mouseClick(widget, BUTTON.RightButton, NONE, place)


def hover(monkey: Monkey) -> None:
    widget, place = monkey.place()
    QTest.mouseMove(widget, place)


def drag(monkey: Monkey) -> None:
    widget, place = monkey.place()
    QTest.mousePress(widget, BUTTON.LeftButton, NONE, place)
    for _ in range(monkey.rng.randint(1, 4)):
        place = QPoint(monkey.rng.randrange(widget.width()), monkey.rng.randrange(widget.height()))
        QTest.mouseMove(widget, place)
    QTest.mouseRelease(widget, BUTTON.LeftButton, NONE, place)


def turn_the_wheel(monkey: Monkey) -> None:
    widget, place = monkey.place()
    if isinstance(widget.parentWidget(), QAbstractScrollArea) and monkey.rng.random() < 0.5:
        widget.setFocus()
    modifier = monkey.rng.choice((NONE, CONTROL))
    turn_wheel(widget, place, monkey.rng.choice((-5, -1, 1, 5)), modifier)


def type_a_number(monkey: Monkey) -> None:
    field = monkey.any(QAbstractSpinBox, QLineEdit)
    if field is None:
        return
    text = monkey.rng.choice((*NUMBERS, *BAD_NUMBERS))
    end = monkey.rng.choice((K.Key_Return, K.Key_Return, K.Key_Tab, K.Key_Escape, None))
    monkey.note(f"{text!r} {end}")
    type_into(field, text)
    if end is not None and shiboken6.isValid(field):
        QTest.keyClick(field, end)


def type_into(field: QWidget, text: str) -> None:
    """In place of what is there; it stays pending."""
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, K.Key_Delete)
    for character in text:
        if shiboken6.isValid(field) and field.isVisible():
            if character.isascii():
                QTest.keyClicks(field, character)
            else:
                QTest.sendKeyEvent(QTest.KeyAction.Click, field, K.Key_unknown, character, NONE)


def choose_in_a_list(monkey: Monkey) -> None:
    field = monkey.any(QComboBox)
    if field is None or not field.count():
        return
    index = monkey.rng.randrange(field.count())
    monkey.note(index)
    field.setCurrentIndex(index)
    field.activated.emit(index)
    if monkey.rng.random() < 0.2:
        field.showPopup()


def move_a_slider(monkey: Monkey) -> None:
    slider = monkey.any(QAbstractSlider)
    if slider is None:
        return
    for _ in range(monkey.rng.randint(1, 4)):
        value = monkey.rng.randint(slider.minimum(), slider.maximum())
        monkey.note(value)
        slider.setValue(value)


def step_a_number(monkey: Monkey) -> None:
    field = monkey.any(QAbstractSpinBox)
    if field is not None:
        field.stepBy(monkey.rng.choice((-100, -1, 1, 1, 100)))


def resize(monkey: Monkey) -> None:
    size = monkey.rng.choice(SIZES)
    monkey.note(size)
    monkey.window.resize(*size)


def change_the_look(monkey: Monkey) -> None:
    look = monkey.rng.choice(("theme_light", "theme_dark", "notation_notes", "notation_partial"))
    trigger(monkey, look)


def change_the_engine(monkey: Monkey) -> None:
    trigger(monkey, monkey.rng.choice(("engine_auto", "engine_numpy")))


def trigger(monkey: Monkey, action: str) -> None:
    monkey.note(action)
    getattr(monkey.window.actions_, action).trigger()


def play(monkey: Monkey) -> None:
    monkey.window.controller.set_speed(monkey.rng.choice((None, 30.0, 1.0)))
    trigger(monkey, monkey.rng.choice(("play", "step_batch", "step_epoch", "back")))


def open_an_experiment(monkey: Monkey) -> None:
    open_dictionary(monkey, random_experiment(monkey.rng))


def open_an_extreme(monkey: Monkey) -> None:
    open_dictionary(monkey, monkey.rng.choice(EXTREMES))
    monkey.window.controller.play(monkey.rng.random() < 0.5)


def open_dictionary(monkey: Monkey, content: dict) -> None:
    text = json.dumps(content)
    monkey.note(text)
    path = monkey.folder / f"experiment-{monkey.rng.randrange(9)}.json"
    path.write_text(text)
    monkey.window.files.open_path(path)


def open_a_file(monkey: Monkey) -> None:
    path = monkey.folder / monkey.rng.choice((*FILES, "missing.json", "."))
    monkey.note(path.name)
    monkey.window.files.open_path(path)


def drop_a_file(monkey: Monkey) -> None:
    names = monkey.rng.choices((*FILES, "missing.json"), k=monkey.rng.choice((1, 1, 1, 2)))
    monkey.note(names)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(monkey.folder / name)) for name in names])
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, content, BUTTON.LeftButton, NONE)
    enter.ignore()
    QApplication.sendEvent(monkey.window, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(5, 5), copy, content, BUTTON.LeftButton, NONE)
        QApplication.sendEvent(monkey.window, event)


def remove_a_layer_while_its_units_are_typed(monkey: Monkey) -> None:
    boxes = monkey.window.network.findChildren(QSpinBox)
    boxes = [box for box in boxes if box.objectName().startswith("layer_") and box.isVisible()]
    if boxes and monkey.root() is monkey.window:
        type_into(boxes[-1], str(monkey.rng.randint(1, 64)))
    less = monkey.window.findChild(QAbstractButton, "layers_less")
    ways = (less.click, monkey.window.controller.undo, monkey.window.controller.new_start)
    way = monkey.rng.choice(ways)
    monkey.note(f"{[name(box) for box in boxes[-1:]]} {way.__name__}")
    way()


def close_what_is_open(monkey: Monkey) -> None:
    root = monkey.root()
    if not isinstance(root, QMainWindow):
        monkey.note(name(root))
        root.close()


def storm_through_the_past(monkey: Monkey) -> None:
    controller = monkey.window.controller
    for _ in range(monkey.rng.randint(5, 40)):
        monkey.rng.choice((controller.undo, controller.undo, controller.redo))()


def random_experiment(rng: random.Random) -> dict:
    """The dictionary of any Experiment that is possible."""
    datasets = [key for key in DATASETS if key != "custom"]
    hidden = [
        {"units": rng.randint(1, 16), "activation": rng.choice(hidden_activations())}
        for _ in range(rng.randint(0, 6))
    ]
    d = {
        "network": {
            "hidden": hidden,
            "init": rng.choice(list(INITIALIZERS)),
            "init_scale": rng.choice((0.1, 1.0, 5.0)),
            "seed": rng.randrange(9),
        },
        "training": {
            "learning_rate": rng.choice((1e-4, 0.03, 1.0, 30.0)),
            "batch_size": rng.choice((1, 10, 250, 5000)),
            "optimizer": {"name": rng.choice(list(OPTIMIZERS))},
            "regularization": {"kind": rng.choice(("none", "l1", "l2")), "rate": 0.01},
            "schedule": {"kind": rng.choice(list(SCHEDULES))},
            "gradient_clip": rng.choice((None, 1.0)),
        },
    }
    data = Data(
        rng.choice(datasets),
        n_samples=rng.choice((10, 100, 500, 2000)),
        noise=rng.choice((0.0, 0.1)),
        train_fraction=rng.choice((0.1, 0.5, 0.9)),
        features=tuple(rng.sample(list(FEATURES), rng.randint(1, len(FEATURES)))),
        seed=rng.randrange(9),
    )
    return Experiment.from_dict(d).with_data(data).to_dict()


# How often each act is done, beside the others.
ACTS: dict[Callable[[Monkey], None], int] = {
    trigger_an_action: 10,
    press_a_key: 20,
    click: 12,
    click_a_button: 10,
    double_click: 3,
    right_click: 4,
    hover: 6,
    drag: 5,
    turn_the_wheel: 5,
    type_a_number: 8,
    choose_in_a_list: 5,
    move_a_slider: 4,
    step_a_number: 4,
    resize: 3,
    change_the_look: 2,
    change_the_engine: 1,
    play: 6,
    open_an_experiment: 3,
    open_an_extreme: 1,
    open_a_file: 2,
    drop_a_file: 2,
    remove_a_layer_while_its_units_are_typed: 3,
    close_what_is_open: 5,
    storm_through_the_past: 2,
}
