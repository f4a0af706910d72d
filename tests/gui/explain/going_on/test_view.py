"""The findings: whole at every size, in the window and for a projector."""

from dataclasses import replace

import pytest
from opened import opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea
from whole import assert_nothing_cut, faults

from annplayground.core.diagnosis.finding import PENDING, Finding
from annplayground.core.experiment import Experiment
from annplayground.gui.explain.going_on.view import GoingOnView
from annplayground.gui.sizes import DESK, PRESENTATION
from annplayground.gui.theme import Look, style_sheet

OTHER = Experiment(training=replace(Experiment().training, learning_rate=1.0))


def finding(kind, title, evidence, advice):
    return Finding(kind, 1, title, evidence, advice, OTHER)


# The longest that a button says.
TRIED = (
    "Learning rate 0.000123, constant learning rate, no gradient clipping and a new start: tried "
    "for 1,200 epochs, 99.99 % → 100 %"
)
# Each diagnosis with the longest texts that it can have.
LONGEST = (
    finding(
        "learning_rate_zero",
        "The learning rate is 0",
        "The schedule has brought it down from 1.23457e-05: no weight moves any more.",
        TRIED,
    ),
    finding(
        "too_little_capacity",
        "A linear network cannot bend its boundary",
        "Layers without an activation between them are one linear layer: 100% of the training "
        "samples are right, where asking the nearest neighbour gives 100%.",
        "Add a layer of 4 tanh units",
    ),
    finding(
        "learning_rate_too_large",
        "The learning rate looks too large",
        "One update moves the weights by 1.2e-05 of their length (healthy near 0.001), and J "
        "jumps instead of falling.",
        "lr 0.000123456",
    ),
    finding(
        "penalty_too_strong",
        "The penalty on the weights is too strong",
        "λ = 0.000123456: it pulls the weights of the output layer towards 0 with 1.2e-05, where J "
        "pushes with 1.2e-05. They end too small to fit the data.",
        TRIED,
    ),
    finding(
        "clip_too_tight",
        "The gradient is clipped too much",
        "Its norm is 1.2e+02, and it is shortened to 0.000123456: one update moves the weights "
        "by only 1.2e-05 of their length (healthy near 0.001).",
        TRIED,
    ),
    finding(
        "symmetric_start",
        "All units of layer 10 are the same",
        "Equal weights get equal gradients, so the units stay equal for ever.",
        "Start with Xavier weights",
    ),
    finding(
        "learning_rate_too_small",
        "The learning rate looks too small",
        "One update moves the weights by only 1.2e-05 of their length (healthy near 0.001).",
        "Constant learning rate",
    ),
    finding(
        "exploding",
        "The gradient explodes",
        "The gradient norm has grown 123456789 times in one epoch.",
        "Start with Xavier weights",
    ),
    finding(
        "vanishing",
        "The gradient vanishes in layer 1",
        "The output layer gets 1.2 × 10¹⁰⁰ times more gradient than layer 1. "
        "The slope of a sigmoid is at most 0.25. It began so: the initial weights do not suit "
        "this network.",
        "Try Leaky ReLU with He weights",
    ),
    finding(
        "dead_relu",
        "64 of 64 ReLU units are dead in layer 10",
        "An output of 0 on all 4,500 training samples means a slope of 0, and no learning, "
        "unless the layers before change.",
        "Try Leaky ReLU",
    ),
    finding(
        "class_never_predicted",
        "Class 2 is never predicted",
        "1234 of 4500 training samples are of it, and none of them is right: 100% is what the "
        "other classes give.",
        TRIED,
    ),
    finding(
        "plateau",
        "The network predicts the same everywhere",
        "J = 0.693 is about ln 2 = 0.693, what the best constant guess gives.",
        "Start with Xavier weights",
    ),
    finding(
        "stuck",
        "The network is stuck",
        "100% of the training samples are right, and J falls no more; asking the nearest "
        "neighbour gives 100%. 48 remedies were tried; none of them helps.",
        PENDING,
    ),
    finding(
        "saturated",
        "Layer 10 is saturated",
        "100% of its activations are on the flat ends of Hard sigmoid, where the slope is "
        "nearly 0.",
        "Try Leaky ReLU with He weights",
    ),
    finding(
        "overfitting",
        "The network learns the training set by heart",
        "J is 0.000123 on the training set but 1.23e+05 on the test set, where it was 0.000123 "
        "at its best.",
        "L2 penalty, λ = 0.01",
    ),
    finding(
        "class_not_in_training_set",
        "Class 2 is not in the training set",
        "All of its points (1234) are in the test set, so that the network cannot learn it.",
        "Other training points (sample 4294967295): every class is in the training set",
    ),
)


class _Anatomy:
    def __init__(self, findings):
        self.findings = findings


class _Snapshot:
    epoch = 1_234_600

    def __init__(self, findings, began=1_234_567):
        self.diagnosis = _Anatomy(findings)
        self.began = lambda kind: began


@pytest.fixture
def view(qtbot):
    made = GoingOnView()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(view, findings):
    view.snapshot = _Snapshot(tuple(findings))
    view.refresh()


def test_every_diagnosis_has_its_longest_text_here():
    from annplayground.core.diagnosis.findings import DIAGNOSES

    assert [f.kind for f in LONGEST] == list(DIAGNOSES)


def misplaced(view):
    """The texts of findings that are not whole, or under a button."""
    found = []
    for index in range(3):
        button = view.findChild(QPushButton, f"finding_{index}_remedy")
        assert button.isVisible()
        if button.width() < button.sizeHint().width():
            found.append(button.text())
        for part in ("title", "evidence"):
            label = view.findChild(QLabel, f"finding_{index}_{part}")
            needed = label.heightForWidth(label.width())
            begin = view.findChild(QPushButton, f"finding_{index}_begin")
            under = any(label.geometry().intersects(b.geometry()) for b in (button, begin))
            if label.height() < needed or under:
                found.append(label.text())
    return found


@pytest.mark.parametrize("size", [(424, 130), (320, 100), (757, 400), (1200, 900)])
@pytest.mark.parametrize("presenting", [False, True])
def test_the_longest_findings_are_whole(qtbot, view, size, presenting):
    if presenting and size[0] < 424:
        size = (530, size[1])  # as narrow as the card gets on a projector
    look = Look(size=PRESENTATION if presenting else DESK)
    view.setStyleSheet(style_sheet(look))
    view.set_look(look)
    view.resize(*size)
    for start in range(len(LONGEST)):
        three = (LONGEST * 2)[start : start + 3]
        show(view, three)
        scroll = view.findChild(QScrollArea)
        qtbot.waitUntil(lambda: not faults(view) and not misplaced(view))
        assert misplaced(view) == []
        assert_nothing_cut(view)
        assert scroll.horizontalScrollBar().maximum() == 0
        assert scroll.widget().width() <= scroll.viewport().width()


def test_what_does_not_fit_is_reached_by_the_keyboard(qtbot, view):
    view.resize(424, 120)
    show(view, LONGEST[:3])
    scroll = view.findChild(QScrollArea)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    scroll.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(10):
        qtbot.keyClick(scroll, Qt.Key.Key_PageDown)
    last = view.findChild(QPushButton, "finding_2_remedy")
    assert not last.visibleRegion().isEmpty()
    for _ in range(10):
        qtbot.keyClick(scroll, Qt.Key.Key_PageUp)
    assert not view.findChild(QLabel, "finding_0_title").visibleRegion().isEmpty()


def test_while_remedies_are_tried_the_button_says_so_and_waits(view):
    tried = LONGEST[0]
    pending = replace(tried, advice=PENDING, remedy=None, pending=True)
    chosen = []
    view.remedyChosen.connect(chosen.append)
    show(view, [pending])
    button = view.findChild(QPushButton, "finding_0_remedy")
    assert button.isVisible()
    assert not button.isEnabled()
    assert button.text().replace("\n", " ") == PENDING
    show(view, [tried])
    assert button.isEnabled()
    button.click()
    assert chosen == [OTHER]


def test_a_number_and_its_percent_sign_stay_on_one_line(view):
    for width in range(150, 500, 10):
        view.resize(width, 400)
        show(view, LONGEST[:1])
        lines = view.findChild(QPushButton, "finding_0_remedy").text().splitlines()
        assert not any(line.startswith("%") for line in lines)
        assert " ".join(lines) == TRIED


# -- where it began -------------------------------------------------------------------------------

# A plateau that begins at epoch 20 and once more at 23.
ILL = Experiment.from_dict(
    {
        "data": {"dataset": "xor", "n_samples": 40},
        "network": {"hidden": [{"units": 4, "activation": "relu"}] * 2},
        "training": {"learning_rate": 3.0},
    }
)


def test_where_it_began_is_offered_only_once_it_is_known(view):
    asked = []
    view.resize(424, 200)
    view.epochRequested.connect(asked.append)
    view.snapshot = _Snapshot(LONGEST[:1], began=None)
    view.refresh()
    begin, box = view.findChild(QPushButton, "finding_0_begin"), view.findChild(QFrame, "finding_0")
    assert not begin.isVisible()
    assert not box.toolTip()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert asked == []
    show(view, LONGEST[:1])
    assert begin.text() == "began: 1,234,567"
    assert "epoch 1,234,567" in box.toolTip()
    assert "epoch 1,234,567" in begin.accessibleName()
    QTest.mouseClick(view.findChild(QLabel, "finding_0_title"), Qt.MouseButton.LeftButton)
    begin.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(begin, Qt.Key.Key_Space)
    assert asked == [1_234_567] * 2


def test_a_click_on_a_finding_shows_the_epoch_at_which_it_began(qtbot, qapp):
    with opened(qapp, ILL, 24, "going_on") as window:

        def box_of(title):
            boxes = [window.findChild(QFrame, f"finding_{k}") for k in range(3)]
            texts = {b: b.findChild(QLabel, f"{b.objectName()}_title").text() for b in boxes}
            return next((b for b, text in texts.items() if title in text and b.isVisible()), None)

        def offered():
            box = box_of("predicts the same everywhere")
            return box is not None and "epoch 23:" in box.toolTip()

        qtbot.waitUntil(offered)
        marks = window.controller.snapshot.marks
        assert {m.epoch for m in marks if m.finding == "plateau"} == {20, 21, 23}
        QTest.mouseClick(box_of("predicts the same everywhere"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.controller.snapshot.epoch == 23)
        assert window.controller.snapshot.live_epoch == 24
        qtbot.waitUntil(offered)  # it is there at that epoch, and not at the one before
        window.timeline.epoch_back()
        qtbot.waitUntil(lambda: window.controller.snapshot.epoch == 22)
        window.frame_scheduler.finish()
        assert box_of("predicts the same everywhere") is None
