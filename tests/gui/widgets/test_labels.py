"""Texts are shown whole: each fact of each registry is read back from the widget that shows it."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

import annplayground
from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.metrics import METRICS
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.schedules import SCHEDULES, ScheduleChoice
from annplayground.core.descent import LANDSCAPES
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.diagnosis.findings import DIAGNOSES
from annplayground.core.experiment import Experiment
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.process.reports import ErrorReports
from annplayground.gui.waiting import train_and_wait
from annplayground.gui.widgets.labels import Label, Words, as_html, plain_tip

PACKAGE = Path(annplayground.__file__).parent
SIZES = [(1280, 720), (1920, 1080)]
ODD = "a<b>c</b> & 0 for z < 0: <i>, &lt; and </p> stay"


def as_shown(text: str, label: QLabel | None = None) -> str:
    """What a reader sees of a text; for a tooltip, or in the label that shows it."""
    kinds = Qt.TextFormat
    kind = kinds.AutoText if label is None else label.textFormat()
    rich = kind == kinds.RichText or (kind == kinds.AutoText and GuiQt.mightBeRichText(text))
    if not rich:
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def read(widget: QWidget) -> str:
    """What can be read of a label (none of it if it is cut), and in any widget's tooltip."""
    told = as_shown(widget.toolTip())
    if isinstance(widget, QLabel) and widget.isVisible() and not is_cut(widget):
        told += "\n" + as_shown(widget.text(), widget)
    return told


def is_cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height()
    return label.sizeHint().width() > label.width() or label.sizeHint().height() > label.height()


def child(window, name, kind=QWidget):
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


@pytest.fixture(scope="module")
def window(qapp):
    made = MainWindow(Experiment(), remember=False, engine="numpy")
    made.show()
    train_and_wait(made, 1)
    for name in CATALOGUE:
        made.explain.show_view(name)
    for combo in made.findChildren(QComboBox):
        combo.view()
    alive = qapp.topLevelWidgets()  # the check for leaks compares Python's own objects
    yield made
    made.close()
    made.deleteLater()
    alive.clear()


@pytest.fixture(params=SIZES, ids=["1280x720", "1920x1080"])
def sized(request, window, qtbot):
    window.resize(QSize(*request.param))
    qtbot.waitUntil(lambda: window.size() == QSize(*request.param))
    return window


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(sized, qtbot, name):
    entry = ACTIVATIONS[name]
    view = sized.explain.view("activation")
    sized.explain.show_view("activation")
    if not view.buttons[name].isChecked():
        view.buttons[name].click()
    facts, caveat = (child(sized, f"activation_{part}", QLabel) for part in ("facts", "caveat"))
    told = [(fact, facts) for fact in (entry.label, entry.range, entry.where)]
    for fact, label in [*told, (entry.caveat, caveat)]:
        qtbot.waitUntil(lambda fact=fact, label=label: fact in read(label))
        if sized.width() == 1920:  # there is room for all of it, without its tooltip
            qtbot.waitUntil(lambda label=label: not is_cut(label))
            assert fact in as_shown(label.text(), label)
    for place, equation in (
        ("activation_equation", entry.equation),
        ("activation_slope_equation", entry.slope_equation),
    ):
        widget = child(sized, place)
        assert as_shown(widget.toolTip()) == widget.accessibleName() == equation
        qtbot.waitUntil(lambda widget=widget: widget.ready)
    choice = child(sized, f"output_activation_{name}", QAction)
    tip = as_shown(choice.toolTip())
    assert choice.text() == entry.label
    assert all(fact in tip for fact in (entry.equation, entry.range, entry.where, entry.caveat))


def test_losses(sized):
    combo = child(sized, "loss", QComboBox)
    outputs = {output: name for name, loss in LOSSES.items() for output in loss.outputs}
    for index, (name, loss) in enumerate(LOSSES.items()):
        assert combo.itemText(index) == loss.label
        assert combo.itemData(index) == name
    assert set(outputs) <= set(ACTIVATIONS)
    for index, loss in enumerate(LOSSES.values()):
        if sized.controller.experiment.network.output in loss.outputs:
            assert loss.equation in as_shown(combo.itemData(index, Qt.ItemDataRole.ToolTipRole))


@pytest.mark.parametrize("convention", ["ewa", "classical"])
def test_optimizers_and_schedules(sized, convention):
    fields = child(sized, "optimizer_popup")
    training = sized.controller.experiment.training
    fields.show()
    for name, entry in OPTIMIZERS.items():
        choice = OptimizerChoice(name=name, convention=convention)
        fields.show_training(replace(training, optimizer=choice))
        texts = "\n".join(read(label) for label in fields.findChildren(QLabel))
        equation, label = entry.equation.replace(",  ", "\n"), entry.label
        if convention == "classical":
            equation = equation.replace("(1 − β)g", "g")
            label = label.replace("(EWA)", "(classical)")
        assert equation in texts
        assert label in texts
    combo = child(fields, "schedule_kind", QComboBox)
    for index, (name, entry) in enumerate(SCHEDULES.items()):
        assert combo.itemText(index) == entry.label
        fields.show_training(replace(training, schedule=ScheduleChoice(kind=name)))
        if name != "constant":
            assert entry.equation in read(child(fields, "schedule_note"))
    fields.show_training(training)
    fields.hide()


def test_initializers(sized):
    for name, entry in INITIALIZERS.items():
        action = child(sized, f"init_{name}", QAction)
        assert action.text() == entry.label
        assert as_shown(action.toolTip()) == entry.about


def test_datasets(sized):
    for name, entry in DATASETS.items():
        tile = child(sized, f"dataset_{name}")
        assert tile.text() == entry.label
        assert f"{entry.label}: {entry.about}" in read(tile)


def test_features(sized):
    for name, entry in FEATURES.items():
        chip = child(sized, f"feature_{name}")
        assert chip.text() == entry.label
        assert entry.label in read(chip)


def test_metrics_are_told(sized):
    for name, entry in METRICS.items():
        action = child(sized, f"gradient_metric_{name}", QAction)
        assert entry.label in action.text()
        assert as_shown(action.toolTip()) == entry.about


def test_curves_to_descend(sized, qtbot):
    sized.explain.show_view("descent")
    verdict = child(sized, "descent_verdict", QLabel)
    for name, entry in LANDSCAPES.items():
        combo = child(sized, "descent_landscape", QComboBox)
        combo.setCurrentIndex(combo.findData(name))
        assert combo.currentText() == entry.label
        assert entry.equation in as_shown(verdict.text(), verdict)


@pytest.mark.parametrize("kind", DIAGNOSES)
def test_findings(sized, kind):
    """Whatever a diagnosis says: its sentences hold numbers, names and signs."""
    view = sized.explain.view("going_on")
    sized.explain.show_view("going_on")
    remedy = sized.controller.experiment
    finding = Finding(kind, 1, f"{kind}: {ODD}", f"|z| < 3 and {ODD}", "Use lr < 0.1", remedy)
    diagnosis = replace(sized.controller.snapshot.diagnosis, findings=(finding,))
    snapshot = replace(sized.controller.snapshot, diagnosis=diagnosis)
    view.show_state(snapshot, view.focus)
    for name, told in (("title", finding.title), ("evidence", finding.evidence)):
        label = child(view, f"finding_0_{name}", QLabel)
        assert as_shown(label.text(), label) == told
    assert child(view, "finding_0_remedy").text() == finding.advice


# -- in one place --------------------------------------------------------------------------------


def test_a_plain_label_shows_any_text(qtbot):
    label = Label(ODD)
    qtbot.addWidget(label)
    assert as_shown(label.text(), label) == ODD


def test_words_know_bold_and_nothing_else(qtbot):
    label = Words(f"**{ODD}**\nsecond")
    qtbot.addWidget(label)
    assert as_shown(label.text(), label) == f"{ODD}\nsecond"
    assert label.text().startswith("<b>a&lt;b&gt;")


@pytest.mark.parametrize("width", range(100, 400, 25))
def test_a_number_and_its_percent_sign_stand_on_one_line(qtbot, width):
    label = Words("155 % in layer 1, 194 % in layer 2, 339 % in layer 3, **410 %** in the output")
    qtbot.addWidget(label)
    document = QTextDocument()
    document.setHtml(label.text())
    document.setTextWidth(width)
    document.size()  # lays it out
    block = document.firstBlock()
    lines = [block.layout().lineAt(k) for k in range(block.layout().lineCount())]
    assert len(lines) > 1
    assert not [n for n in lines if block.text()[n.textStart() :].lstrip(" ").startswith("%")]


@pytest.mark.parametrize("text", [ODD, "z < 0", "plain", "a<b>.csv"])
def test_a_tip_is_shown_as_it_is(text):
    assert as_shown(plain_tip(text)) == text


def test_what_comes_from_outside_is_shown_as_it_is(window, monkeypatch, tmp_path):
    window.toast.say(ODD)
    assert as_shown(window.toast.text(), window.toast) == ODD
    window.toast.hide()
    window.boundary.set_subtitle(ODD)
    assert ODD in read(child(window, "boundary_card_subtitle"))
    notice = child(window, "stop_reason")
    notice.say((ODD,), "bad")
    assert read(notice) == ODD
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    reports = ErrorReports(window)
    reports.report(ValueError, ValueError(ODD), None)
    reports.show_waiting()
    box = child(window, "error_report")
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert ODD in box.text()
    box.close()
    reports.deleteLater()


SOURCES = [path for path in PACKAGE.rglob("*.py") if path.name != "labels.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_labels_are_made_in_one_place(path):
    """Nobody makes a label that guesses, or writes HTML."""
    source = path.read_text(encoding="utf-8")
    if "PySide6" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert "QLabel" not in [alias.name for alias in node.names]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not GuiQt.mightBeRichText(node.value), node.value


def test_html_is_escaped_before_it_is_made():
    assert as_html("1 < 2 **&** 3") == "1 &lt; 2 <b>&amp;</b> 3"
