"""The menu bar: the actions in their menus, and the examples that come with the program."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from annplayground.gui import actions as specs
from annplayground.gui.actions import Actions, Spec
from annplayground.io.examples import Example, list_examples


def fill_menu_bar(
    window: QMainWindow,
    actions: Actions,
    explanations: Sequence[QAction],
    open_example: Callable[[Example], None],
) -> None:
    """Make the menus of the window; choosing an example calls `open_example`."""
    # Shortcuts must go on working while the menu bar is hidden.
    window.addActions(actions.all())
    bar = window.menuBar()
    for title, group in (("&File", specs.FILE), ("&Edit", specs.EDIT), ("&Run", specs.RUN)):
        _fill(bar.addMenu(title), actions, group)
    examples = bar.addMenu("Exa&mples")
    for example in list_examples():
        action = QAction(example.title, window)
        action.setObjectName(f"example_{example.path.stem.replace('-', '_')}")
        action.triggered.connect(partial(_call, open_example, example))
        examples.addAction(action)
    view = bar.addMenu("&View")
    _fill(view, actions, (*specs.VIEW, *specs.PAGES))
    _fill(view.addMenu("Theme"), actions, specs.THEME)
    _fill(view.addMenu("Symbols"), actions, specs.NOTATION)
    _fill(view.addMenu("Engine"), actions, specs.ENGINE)
    explain = bar.addMenu("E&xplain")
    explain.addActions(explanations)
    _fill(explain, actions, specs.EXPLAIN)
    bar.addMenu("&Help").addAction(actions.help)


def _fill(menu: QMenu, actions: Actions, group: tuple[Spec, ...]) -> None:
    menu.addActions([actions.of(spec) for spec in group])


def _call(open_example: Callable[[Example], None], example: Example, *_: object) -> None:
    """Leave out the `checked` that triggered() sends along."""
    open_example(example)
