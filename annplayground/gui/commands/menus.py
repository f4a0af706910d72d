"""The menus: the actions in them, the examples that come with the program, and the way to them
while the menu bar is hidden."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QWidget

from annplayground.core.words import translate
from annplayground.gui.commands import action_specs as specs
from annplayground.gui.commands.action_specs import Spec
from annplayground.gui.commands.actions import Actions
from annplayground.gui.widgets.naming import name_menu
from annplayground.io.examples import EXAMPLES, Example


def fill_menu_bar(
    window: QMainWindow,
    actions: Actions,
    explanations: Sequence[QAction],
    open_example: Callable[[Example], None],
) -> QMenu:
    """Make the menus of the window; choosing an example calls `open_example`. Returns one menu
    that holds them all. Lessons are put into theirs when it is opened, see `LessonMenu`."""
    # Shortcuts must go on working while the menu bar is hidden.
    window.addActions([*actions.all(), *explanations])
    bar = window.menuBar()
    _fill(_add(bar, "file", translate("Menus", "&File")), actions, specs.FILE)
    _fill(_add(bar, "edit", translate("Menus", "&Edit")), actions, specs.EDIT)
    run = _add(bar, "run", translate("Menus", "&Run"))
    _fill(run, actions, specs.RUN)
    run.addSeparator()
    _fill(run, actions, specs.TIME)
    lessons = _add(bar, "lessons", translate("Menus", "Lesso&ns"))
    _fill(lessons, actions, specs.LECTURE[:1])
    lessons.addSeparator()
    _add(lessons, "gallery", translate("Menus", "&Failures, and their cures"))
    examples = _add(lessons, "examples", translate("Menus", "&Examples"))
    for example in EXAMPLES:
        action = QAction(example.title, window)
        action.setObjectName(f"example_{example.name.replace('-', '_')}")
        action.triggered.connect(partial(_call, open_example, example))
        examples.addAction(action)
    _add(lessons, "own_lessons", translate("Menus", "&Your own"))
    lecture = _add(bar, "lecture", translate("Menus", "&Lecture"))
    _fill(lecture, actions, specs.LECTURE[1:])
    compare = _add(bar, "compare", translate("Menus", "&Compare"))
    _fill(compare, actions, specs.COMPARE)
    compare.addSeparator()
    _fill(compare, actions, specs.PAIRS)
    view = _add(bar, "view", translate("Menus", "&View"))
    _fill(view, actions, (*specs.VIEW, *specs.PAGES))
    view.addSeparator()
    _fill(view, actions, specs.TEXT)
    view.addSeparator()
    numbers = _add(view, "numbers", translate("Menus", "Numbers on the network"))
    _fill(numbers, actions, specs.NUMBERS)
    numbers.addSeparator()
    _fill(numbers, actions, specs.NEXT_NUMBERS)
    _fill(_add(view, "theme", translate("Menus", "Theme")), actions, specs.THEME)
    _fill(_add(view, "symbols", translate("Menus", "Symbols")), actions, specs.NOTATION)
    _fill(_add(view, "engine", translate("Menus", "Engine")), actions, specs.ENGINE)
    explain = _add(bar, "explain", translate("Menus", "E&xplain"))
    explain.addActions(explanations)
    _fill(explain, actions, specs.EXPLAIN)
    _add(bar, "help", translate("Menus", "&Help")).addActions(
        [actions.palette, actions.first_steps, actions.help, actions.legend]
    )
    whole = name_menu(QMenu(window), "whole", translate("Menus", "Menu"))
    whole.setAccessibleName(translate("Menus", "Menu"))
    whole.addActions(bar.actions())
    return whole


def pop_up(menu: QMenu, button: QWidget, window: QMainWindow) -> None:
    """Open the first menu of the menu bar; while that is hidden, the whole menu at its button."""
    bar = window.menuBar()
    if bar.isVisible():
        bar.setActiveAction(bar.actions()[0])
    else:
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _add(parent: QMenuBar | QMenu, name: str, title: str) -> QMenu:
    """A new menu."""
    return name_menu(parent.addMenu(title), name, title)


def _fill(menu: QMenu, actions: Actions, group: tuple[Spec, ...]) -> None:
    menu.addActions([actions.of(spec) for spec in group])


def _call(open_example: Callable[[Example], None], example: Example, *_: object) -> None:
    """Leave out the `checked` that triggered() sends along."""
    open_example(example)
