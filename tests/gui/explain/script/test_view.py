"""'Show as NumPy' in the real window: opened, read, stepped through, copied and saved."""

from dataclasses import replace

import pytest
from dialogs import answering, press, type_name
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontInfo, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from toys import TOYS

from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.gui.explain.script.code_text import MOST_NUMBERS
from annplayground.gui.explain.script.view import KEYS
from annplayground.gui.explain.staged import STAGES
from annplayground.gui.main_window import MainWindow
from annplayground.io.export import numpy_script as export
from annplayground.io.export.numpy_script import numpy_script

CLICK = Qt.MouseButton.LeftButton
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
HEADING = " → ".join(STAGES)


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))  # where the dialogs begin
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def opened(qtbot, window):
    """The view, opened by its key and filled."""
    qtbot.keyClick(window, Qt.Key.Key_0, ALT)
    view = window.explain.current
    assert (view.name, view.isVisible()) == ("script", True)
    qtbot.waitUntil(lambda: bool(view.code.rows))
    return view


def text_of(view):
    return f"{view.code.toPlainText()}\n"


def script_of(window):
    return numpy_script(window.controller.experiment)


def lit_pixels(view):
    """The heights at which the viewport has a bar at its left edge."""
    image = view.code.viewport().grab().toImage()
    accent = view.look.colour("accent").rgb()
    return {y for y in range(image.height()) if image.pixel(1, y) == accent}


# -- what is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("presenting", [False, True])
def test_the_menu_and_its_key_open_the_script_of_this_experiment(qtbot, window, presenting):
    window.set_presentation(presenting)
    action = window.findChild(QAction, "explain_script")
    assert action in window.findChild(QMenu, "explain_menu").actions()
    assert (action.text(), action.shortcut().toString()) == ("Show as NumPy", "Alt+0")
    view = opened(qtbot, window)
    view.numbers.click()
    assert text_of(view) == script_of(window).text
    qtbot.keyClick(window, Qt.Key.Key_0, ALT)
    assert not view.isVisible()
    action.trigger()
    assert view.isVisible()


def test_it_follows_the_experiment_and_is_not_written_anew_for_training(qtbot, window):
    view = opened(qtbot, window)
    view.numbers.click()
    written = []
    view.scriptRequested.connect(written.append)
    with qtbot.waitSignal(
        window.controller.snapshotReady, check_params_cb=lambda s: s.epoch == 2 and s.batch == 0
    ):
        window.actions_.step_epoch.trigger()
        window.actions_.step_epoch.trigger()
    assert written == []
    adam = replace(
        window.controller.experiment.training, optimizer=OptimizerChoice("adam"), learning_rate=0.7
    )
    window.controller.edit(replace(window.controller.experiment, training=adam))
    qtbot.waitUntil(lambda: "lr = 3, 100, 10, 0, 0.7" in text_of(view))
    assert text_of(view) == script_of(window).text
    assert "# Adam" in text_of(view)
    assert len(written) == 1


def test_long_numbers_are_folded_into_a_line_that_says_how_many(qtbot, window):
    view = opened(qtbot, window)
    whole = script_of(window).text.splitlines()
    folded = [numbers for numbers, _ in view.code.rows if len(numbers) > 1]
    assert len(folded) == 4  # X, y and those of the test set; the weights are few
    for numbers, words in view.code.rows:
        inside = [whole[number - 1] for number in numbers]
        if len(numbers) == 1:
            assert inside == [words]
        else:
            assert len(numbers) > MOST_NUMBERS
            assert words.strip() == f"# … {len(numbers)} lines of numbers"
            assert all(set(line) <= set("0123456789[](),-.e ") for line in inside)
    assert [n for numbers, _ in view.code.rows for n in numbers] == [*range(1, len(whole) + 1)]
    assert view.code.folded == sum(map(len, folded))
    compile(text_of(view), "folded", "exec")
    view.numbers.click()
    assert view.code.folded == 0
    view.numbers.click()
    assert view.code.folded == sum(map(len, folded))


@pytest.mark.parametrize("toy", [toy for toy in TOYS if toy.kind in ("activation", "loss")])
def test_what_cannot_be_written_is_told_and_nothing_is_copied(qtbot, window, monkeypatch, toy):
    toy.register(monkeypatch)
    view = opened(qtbot, window)
    first = window.controller.experiment
    window.controller.edit(toy.chosen(first))
    heading = view._heading
    told = f'The {toy.kind} "toy" cannot be written as a script: choose another.'
    qtbot.waitUntil(lambda: heading.text() == told)
    assert text_of(view).strip() == ""
    for button in (view.copy, view.save, view.numbers, view.next):
        assert not button.isEnabled()
    window.actions_.next_stage.trigger()
    assert heading.text() == told
    window.controller.edit(first)
    qtbot.waitUntil(view.copy.isEnabled)
    assert "cannot" not in heading.text()
    assert view.code.rows


# -- stages ---------------------------------------------------------------------------------------


def test_the_stages_are_those_of_the_script():
    assert export.STAGES == KEYS
    assert len(STAGES) == len(KEYS)


def test_as_the_update_is_stepped_the_lines_that_do_it_are_lit(qtbot, window):
    clipped = changed(window.controller.experiment, "training.gradient_clip", 0.5)
    window.controller.edit(clipped)
    view = opened(qtbot, window)
    qtbot.waitUntil(lambda: any("def clip" in words for _, words in view.code.rows))
    script = script_of(window)
    place = window.controller.snapshot.batch
    for stage, key in enumerate(KEYS):
        assert view.stage == stage
        assert view.code.lit == set(script.stages[key])
        assert f"<b>{STAGES[stage]}</b>" in view._heading.text()
        assert lit_pixels(view), "the first of them is seen"
        if stage == len(KEYS) - 1:
            assert view.next.text() == "Carry it out"
        assert window.controller.snapshot.batch == place
        qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: window.controller.snapshot.batch == place + 1)
    qtbot.waitUntil(lambda: view.code.lit == set(script.stages["forward"]))


def test_exactly_the_lines_of_the_stage_have_a_ground_and_a_bar(qtbot, window):
    view = opened(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    wanted = set()
    for (numbers, _), block in zip(view.code.rows, view.code._blocks(), strict=True):
        if set(numbers) & set(script_of(window).stages["loss"]):
            rect = view.code._rect(block).toRect()
            wanted |= set(range(max(rect.top(), 0), rect.bottom() + 1))
    wanted &= set(range(view.code.viewport().height()))
    pixels = lit_pixels(view)
    assert len(pixels) > 3 * view.code.fontMetrics().height() - 3
    assert pixels <= wanted
    assert len(wanted - pixels) <= 2  # the edge of a pixel


def test_the_numbers_and_the_script_are_stepped_together(qtbot, window):
    view = opened(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.mouseClick(view.next, CLICK)
    qtbot.keyClick(window, Qt.Key.Key_6, ALT)
    assert (window.explain.current.name, window.explain.current.stage) == ("update", 2)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.keyClick(window, Qt.Key.Key_0, ALT)
    assert view.code.lit == set(script_of(window).stages["dW"])


def test_while_it_trains_no_line_is_lit_and_the_key_freezes_it(qtbot, window):
    view = opened(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    window.actions_.play.trigger()
    qtbot.waitUntil(lambda: view.code.lit == set())
    assert (view.next.text(), "Freeze" in view._heading.text()) == ("Freeze", True)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: not window.controller.snapshot.status.playing)
    qtbot.waitUntil(lambda: view.code.lit == set(script_of(window).stages["forward"]))


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_page_by_page_every_line_is_seen_whole_in_letters_of_one_width(
    qtbot, window, size, presenting
):
    window.set_presentation(presenting)
    window.resize(*size)
    view = opened(qtbot, window)
    qtbot.waitUntil(lambda: view.pages.count > 1 and view.width() > 0.4 * size[0])
    assert QFontInfo(view.code.document().defaultFont()).fixedPitch()
    letter = QFontInfo(view.code.font()).pixelSize()
    assert letter >= (window.height() / 30 if presenting else 13)
    assert view.code.horizontalScrollBar().maximum() == 0
    seen = set()
    for page in range(view.pages.count):
        assert view.pages.text().startswith(f"{page + 1} of {view.pages.count}")
        for k, block in enumerate(view.code._blocks()):
            lines, top = block.layout(), view.code._rect(block).top()
            for n in range(lines.lineCount()):
                rect = lines.lineAt(n).rect().translated(0.0, top)
                if rect.top() >= 0 and rect.bottom() <= view.code.viewport().height():
                    seen.add((k, n))
                assert lines.position().x() + rect.left() >= 0
                assert lines.lineAt(n).naturalTextRect().right() <= view.code.viewport().width()
        qtbot.keyClick(window, Qt.Key.Key_PageDown)
    assert view.code.verticalScrollBar().value() == 0, "and round again"
    everything = {
        (k, n)
        for k, block in enumerate(view.code._blocks())
        for n in range(block.layout().lineCount())
    }
    assert seen == everything


@pytest.mark.parametrize("presenting", [False, True])
def test_what_is_lit_is_scrolled_to(qtbot, window, presenting):
    window.set_presentation(presenting)
    view = opened(qtbot, window)
    for stage in (1, 2, 3, 4):
        qtbot.keyClick(window, Qt.Key.Key_Period)
        first = min(script_of(window).stages[KEYS[stage]])
        block = next(
            block
            for (numbers, _), block in zip(view.code.rows, view.code._blocks(), strict=True)
            if first in numbers
        )
        rect = view.code._rect(block)
        assert rect.top() >= 0
        assert rect.bottom() <= view.code.viewport().height()


def test_what_is_selected_is_copied_as_plain_text(qtbot, window):
    view = opened(qtbot, window)
    view.numbers.click()
    view.code.setFocus()
    qtbot.keyClick(view.code, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(view.code, Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().mimeData()
    assert f"{copied.text()}\n" == script_of(window).text
    assert not copied.hasHtml()


def test_without_a_mark_the_key_copies_the_whole_script(qtbot, window):
    view = opened(qtbot, window)
    view.code.setFocus()
    qtbot.keyClick(view.code, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == f"{HEADING}\n{script_of(window).text}"


def test_space_plays_while_the_text_has_the_focus(qtbot, window):
    view = opened(qtbot, window)
    view.code.setFocus()
    qtbot.keyClick(view.code, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.controller.snapshot.status.playing)


# -- copy and save --------------------------------------------------------------------------------


def test_copy_takes_all_of_it_folded_or_not(qtbot, window):
    view = opened(qtbot, window)
    text = script_of(window).text
    qtbot.mouseClick(view.copy, CLICK)
    assert QGuiApplication.clipboard().text() == text
    assert window.toast.text() == f"{text.count(chr(10))} lines of Python are copied."


def test_save_writes_it_beside_the_experiment_and_asks_before_it_replaces(qtbot, window, tmp_path):
    view = opened(qtbot, window)
    text = script_of(window).text
    with answering(qtbot, ("save_dialog", type_name("lecture"))):
        qtbot.mouseClick(view.save, CLICK)
    path = tmp_path / "lecture.py"
    assert path.read_text(encoding="utf-8") == text
    assert window.toast.text() == "lecture.py is saved."
    path.write_text("precious")
    with answering(
        qtbot,
        ("save_dialog", type_name("lecture.py")),
        ("replace_question", press(NO)),
        ("save_dialog", lambda dialog: dialog.reject()),
    ) as questions:
        qtbot.mouseClick(view.save, CLICK)
    assert "lecture.py" in questions[0]
    assert path.read_text() == "precious"
    with answering(qtbot, ("save_dialog", type_name("lecture")), ("replace_question", press(YES))):
        qtbot.mouseClick(view.save, CLICK)
    assert path.read_text(encoding="utf-8") == text


def test_it_is_named_after_the_file_which_stays_the_open_one(qtbot, window, tmp_path):
    with answering(qtbot, ("save_dialog", type_name("mine"))):
        window.actions_.save.trigger()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view, offered = opened(qtbot, window), []

    def accept(dialog: QFileDialog) -> None:
        offered.append(dialog.selectedFiles()[0])
        dialog.accept()

    with answering(qtbot, ("save_dialog", accept)):
        qtbot.mouseClick(view.save, CLICK)
    assert offered == [str(tmp_path / "mine.py")]
    assert (tmp_path / "mine.py").exists()
    assert window.windowTitle() == "mine.json[*] — annplayground"


def test_what_cannot_be_saved_is_told_in_a_sentence(qtbot, window, tmp_path, monkeypatch):
    view = opened(qtbot, window)
    gone = tmp_path / "gone" / "a.py"
    monkeypatch.setattr("annplayground.gui.document.files.ask_save", lambda *_: gone)
    qtbot.mouseClick(view.save, CLICK)
    assert window.toast.text() == f"{gone} cannot be written: there is no folder {gone.parent}"


def test_a_script_of_another_experiment_is_never_the_default(qtbot, window):
    """Opened late, it is of the experiment that is open then."""
    window.controller.edit(Experiment.from_dict({"data": {"dataset": "xor"}}))
    view = opened(qtbot, window)
    qtbot.waitUntil(lambda: "# XOR" in text_of(view))
