"""Which panels are seen, how large, and the ways back and to the help."""

from functools import partial

from annplayground.gui.layout import layouts
from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the actions of the menus View and Help."""
    actions, stage = window.actions_, window.stage
    for name in layouts.CARDS:
        window.board.card(name).expandRequested.connect(partial(stage.toggle, name))
        getattr(actions, f"show_{name}").triggered.connect(partial(stage.turn, name))
    window.board.strip.unfoldRequested.connect(stage.leave)
    actions.all_panels.triggered.connect(stage.show_all)
    actions.next_page.triggered.connect(window.board.turn_page)
    actions.present.triggered.connect(window.presenting.present)
    actions.fullscreen.triggered.connect(window.presenting.fill_screen)
    actions.leave.triggered.connect(window.network.leave_selection)
    actions.leave.triggered.connect(window.leaving.leave)
    actions.help.triggered.connect(window.helping.show_keys)
    actions.legend.triggered.connect(window.helping.show_marks)
    actions.menu.triggered.connect(window.helping.show_menu)
