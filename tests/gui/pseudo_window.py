"""A process of its own, in the pseudo-language: prints as JSON what the window says in English, and
what is cut. The language of a process is fixed when it begins, so that no other test can see it."""

import html
import json
import os
import re
import sys

os.environ["ANNPLAYGROUND_LANGUAGE"] = "pseudo"

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from said import said_by
from whole import faults

from annplayground.app import create_application, end_window, settle
from annplayground.core.experiment import Experiment
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait

# Ill enough for findings, remedies, marks and notes.
ILL = {
    "network": {"hidden": [{"units": 8, "activation": "sigmoid"}] * 4},
    "training": {
        "learning_rate": 0.5,
        "optimizer": {"name": "momentum", "convention": "classical"},
        "regularization": {"kind": "l2", "rate": 0.001},
        "schedule": {"kind": "step"},
        "gradient_clip": 0.001,
    },
}
# A lesson says its own words in the languages that its file has.
OF_LESSONS = "lesson_card_"
# Letters that no accent shows on: a word of these alone could be either.
WITHOUT_ACCENT = set("bfmpqvx")
_WORD = re.compile(r"[A-Za-z]{3,}")


def plain_words(text: str) -> list[str]:
    """The words of a text that were never translated."""
    words = _WORD.findall(html.unescape(text))
    return [word for word in words if not set(word.lower()) <= WITHOUT_ACCENT]


def is_left_out(sayer: QObject) -> bool:
    """Whether it is, or belongs to, something that has no words of a language."""
    while sayer is not None:
        if sayer.objectName().startswith(OF_LESSONS):
            return True
        sayer = sayer.parent()
    return False


class Listening:
    """Hears what a window says and paints."""

    def __init__(self) -> None:
        self.heard: dict[str, set[tuple[str, str]]] = {}
        self.painted: set[str] = set()
        draw = QPainter.drawText

        def record(painter, *given):
            self.painted.update(one for one in given if isinstance(one, str))
            return draw(painter, *given)

        QPainter.drawText = record

    def listen(self, root: QWidget, where: str) -> None:
        """Hear all that is said there now, seen or not, and all that is painted."""
        self.painted.clear()
        root.grab()
        said = [("painted", text) for text in self.painted]
        for sayer in (root, *root.findChildren(QWidget), *root.findChildren(QAction)):
            if not is_left_out(sayer):
                name = sayer.objectName() or type(sayer).__name__
                said += [(name, text) for text in said_by(sayer)]
        for who, text in said:
            for word in plain_words(text or ""):
                self.heard.setdefault(word, set()).add((f"{where}: {who}", text))


def main() -> None:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, sys.argv[1])
    create_application(["annplayground"])
    window = MainWindow(Experiment.from_dict(ILL), remember=False, engine="numpy")
    window.resize(1280, 720)
    window.show()
    listening, cut = Listening(), []
    train_and_wait(window, 30)
    listening.listen(window, "window")
    cut += [f"window: {fault}" for fault in faults(window)]
    window.actions_.present.trigger()
    settle(200)
    listening.listen(window, "presentation")
    cut += [f"presentation: {fault}" for fault in faults(window)]
    window.actions_.present.trigger()
    for name in CATALOGUE:
        window.explain.show_view(name)
        settle(200)
        window.frame_scheduler.finish()
        listening.listen(window, name)
        cut += [f"{name}: {fault}" for fault in faults(window)]
    shows = ("help", "legend", "lessons", "palette")
    for name in shows:
        before = set(QApplication.topLevelWidgets())
        getattr(window.actions_, name).trigger()
        settle(100)
        for opened in set(QApplication.topLevelWidgets()) - before:
            if opened.isVisible():
                listening.listen(opened, name)
                cut += [f"{name}: {fault}" for fault in faults(opened)]
                opened.close()
    if len(sys.argv) > 2:  # to look at it
        window.grab().save(sys.argv[2])
    end_window(window)
    heard = {word: sorted(places) for word, places in sorted(listening.heard.items())}
    print(json.dumps({"plain": heard, "cut": cut}))


if __name__ == "__main__":
    main()
