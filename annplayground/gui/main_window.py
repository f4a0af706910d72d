"""The main window: builds the cards, lays them out and connects them; nothing else."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.gui import layouts
from annplayground.gui.actions import TIME, Actions
from annplayground.gui.board import Board
from annplayground.gui.closing import Closing
from annplayground.gui.controller import Controller
from annplayground.gui.deferred_startup import DeferredStartup
from annplayground.gui.drop import FileDrop
from annplayground.gui.explain.card import ExplainCard
from annplayground.gui.files import FileDesk
from annplayground.gui.frame_scheduler import FrameScheduler
from annplayground.gui.geometry import LEAST, first_size
from annplayground.gui.keyboard import press_focused_button, share_input
from annplayground.gui.menus import fill_menu_bar, pop_up
from annplayground.gui.panels.data.card import DataCard
from annplayground.gui.panels.network import legend as network_legend
from annplayground.gui.panels.network.card import NetworkCard
from annplayground.gui.panels.network.numbers import CHOICES
from annplayground.gui.panels.training.bar import TrainingBar
from annplayground.gui.panels.training.speed import read_speed, speed_text
from annplayground.gui.plots.boundary import legend as boundary_legend
from annplayground.gui.plots.boundary.card import BoundaryCard
from annplayground.gui.plots.charts.gradient_card import GradientCard
from annplayground.gui.plots.charts.loss_card import LossCard
from annplayground.gui.scripts import Scripts
from annplayground.gui.settings import Settings
from annplayground.gui.stage import Stage
from annplayground.gui.text_size import TextSize
from annplayground.gui.theme import DARK, LIGHT, Look, palette, style_sheet
from annplayground.gui.timeline.bar import TimelineBar
from annplayground.gui.watching import Watching
from annplayground.gui.widgets.card import Card
from annplayground.gui.widgets.focus_ring import FocusRing
from annplayground.gui.widgets.help_dialog import PLACES, HelpDialog
from annplayground.gui.widgets.toast import Toast
from annplayground.io.examples import Example
from annplayground.io.experiment_file import read_experiment

# Relative sizes of the rows and of the cards in them, as in a window of 1600 × 900.
HEIGHTS, TOP, BOTTOM = (500, 270), (214, 800, 540), (430, 560, 570)


class MainWindow(QMainWindow):
    """The laboratory. `remember=False` neither reads nor writes the user's settings; `engine` is
    "auto", "numba" or "numpy", or None for the user's last choice."""

    def __init__(
        self,
        experiment: Experiment | None = None,
        remember: bool = True,
        engine: str | None = None,
    ) -> None:
        super().__init__()
        self._settings = Settings(remember)
        self._engine = engine or self._settings.choice("engine", ("auto", "numpy"))
        self._told_engine: str | None = None  # what the toast said of it last
        self._look = Look(notation=self._settings.choice("notation", ("notes", "partial")))
        self._theme = self._settings.choice("theme", ("light", "dark", "system"))
        self.text_size = TextSize(self, self._settings)
        self._build(experiment or Experiment())
        self._lay_out()
        self._menu = fill_menu_bar(self, self.actions_, self.explain.all_actions, self.open_example)
        self._connect()
        share_input(self)
        self._apply_look()
        self._restore()
        self.controller.tell()

    # -- build ------------------------------------------------------------------------------

    def _build(self, experiment: Experiment) -> None:
        self.setObjectName("main_window")
        self.controller = Controller(experiment, self, self._engine)
        self.frame_scheduler = FrameScheduler(self)
        self.actions_ = Actions(self)
        self.files = FileDesk(self)
        self.drop = FileDrop(self)
        self.closing = Closing(
            self, self.controller, self.files, self._settings, self.actions_.ask_unsaved
        )
        self.training = TrainingBar(self.actions_)
        self.data = DataCard()
        self.network = NetworkCard()
        self.boundary = BoundaryCard()
        self.loss = LossCard()
        self.gradient = GradientCard()
        self.explain = ExplainCard()
        rows = [{name: getattr(self, name) for name in row} for row in layouts.ROWS]
        self.cards: tuple[Card, ...] = tuple(card for row in rows for card in row.values())
        self.board = Board(rows)
        self.timeline = TimelineBar(self.actions_)
        self.stage = Stage(self.board, self.explain)
        self.scripts = Scripts(self.explain, self.files)
        self.watching = Watching(self.network, self.boundary, self.explain, self)
        # The thread comes last: it would take its share of the time in which the window appears.
        steps = (*(card.complete for card in self.cards), self.controller.start)
        self.deferred_startup = DeferredStartup(self, steps)

    # -- lay out ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.training)
        column.addWidget(self.board, 1)
        column.addWidget(self.timeline)
        self.timeline.follow(self)
        self.setCentralWidget(centre)
        self.toast = Toast(centre)
        self.focus_ring = FocusRing(self)
        self.setFocus()  # not the first button: Space plays
        self.setMinimumSize(LEAST)
        self.resize(first_size(self))
        self.board.set_sizes(HEIGHTS, TOP, BOTTOM)

    # -- connect ----------------------------------------------------------------------------

    def _connect(self) -> None:
        actions, controller = self.actions_, self.controller
        for panel in (self.data, self.network, self.training):
            panel.edited.connect(controller.edit)
            panel.refused.connect(self.toast.say)
            controller.experimentChanged.connect(panel.show_experiment)
        controller.snapshotReady.connect(self.frame_scheduler.show)
        for live in (self.training, self.network, self.boundary):
            self.frame_scheduler.add(live.show_snapshot)
        # What a chart shows hardly changes in a frame, and drawing one takes long.
        self.frame_scheduler.add(self.loss.show_snapshot, every=3, phase=0)
        self.frame_scheduler.add(self.gradient.show_snapshot, every=3, phase=1)
        self.frame_scheduler.add(self.explain.show_snapshot, every=3, phase=2)
        self.frame_scheduler.add(self._show_status)
        controller.undoChanged.connect(self.actions_.show_undo)
        controller.failed.connect(self.toast.say)
        self.training.speedChanged.connect(controller.set_speed)
        self.training.speedChanged.connect(self._remember_speed)
        controller.speedChanged.connect(self.training.show_speed)
        self.training.rulesChanged.connect(controller.change_rules)
        controller.rulesChanged.connect(self.training.set_rules)
        self.network.weightEdited.connect(controller.set_weight)
        self.network.biasEdited.connect(controller.set_bias)
        self.watching.wanted.connect(controller.watch)
        self.boundary.pointsDrawn.connect(self.files.use_points)
        self.boundary.drawingFinished.connect(self._finish_drawing)
        self.data.drawRequested.connect(self._set_drawing)
        self.data.openRequested.connect(self.files.open_points)
        controller.documentChanged.connect(self.files.show_document)
        self.files.opened.connect(controller.load)
        self.files.drawn.connect(controller.edit)
        self.files.saved.connect(controller.set_file)
        self.files.told.connect(self.toast.say)
        self.scripts.told.connect(self.toast.say)
        self.explain.told.connect(self.toast.say)
        self.drop.dropped.connect(self.files.open_path)
        self.drop.refused.connect(self.toast.say)
        for name in layouts.CARDS:
            expanded = self.board.card(name).expandRequested
            expanded.connect(partial(self.stage.toggle, name))
        actions.play.triggered.connect(controller.play)
        for name in ("step_batch", "step_epoch", "back", "reset", "new_start", "undo", "redo"):
            getattr(actions, name).triggered.connect(getattr(controller, name))
        actions.faster.triggered.connect(self.training.faster)
        actions.slower.triggered.connect(self.training.slower)
        self._connect_timeline()
        self._connect_explain()
        self._connect_view_actions()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        application = QApplication.instance()
        assert application is not None, "a window needs an application"
        application.aboutToQuit.connect(self.deferred_startup.abandon)
        application.aboutToQuit.connect(self.files.reading.stop)
        application.aboutToQuit.connect(controller.stop)

    def _connect_timeline(self) -> None:
        timeline, controller = self.timeline, self.controller
        timeline.sought.connect(controller.looking.look)
        controller.looking.changed.connect(timeline.show_look)
        controller.experimentChanged.connect(timeline.show_experiment)
        for chart in (self.loss, self.gradient):
            controller.looking.changed.connect(chart.show_cursor)
            chart.epochChosen.connect(timeline.seek)
        # Not by turns with what takes long: the handle follows at once.
        controller.snapshotReady.connect(timeline.show_snapshot)
        for spec in TIME:
            asked = controller if spec.name == "continue_here" else timeline
            getattr(self.actions_, spec.name).triggered.connect(getattr(asked, spec.name))

    def _connect_explain(self) -> None:
        explain, controller = self.explain, self.controller
        self.network.unitChosen.connect(explain.focus_unit)
        self.network.weightChosen.connect(explain.focus_weight)
        self.network.layerChosen.connect(explain.focus_layer)
        self.boundary.picked.connect(explain.focus_example)
        explain.exampleShown.connect(self.boundary.mark_example)
        explain.passShown.connect(self.network.show_pass)
        explain.flowChanged.connect(self.network.show_flow)
        explain.pathShown.connect(self.network.show_path)
        explain.remedyChosen.connect(controller.take_remedy)
        explain.edited.connect(controller.edit)
        explain.wideRequested.connect(self.stage.widen)
        explain.pauseRequested.connect(partial(controller.play, False))
        explain.stepRequested.connect(controller.step_batch)
        self.actions_.next_stage.triggered.connect(explain.next_stage)

    def _connect_view_actions(self) -> None:
        actions = self.actions_
        actions.open.triggered.connect(self.files.open)
        actions.save.triggered.connect(self.files.save)
        actions.save_as.triggered.connect(self.files.save_as)
        actions.quit.triggered.connect(self.closing.quit)
        actions.present.triggered.connect(self.set_presentation)
        actions.fullscreen.triggered.connect(self._set_fullscreen)
        actions.help.triggered.connect(self._show_help)
        actions.legend.triggered.connect(self._show_legend)
        actions.menu.triggered.connect(self._show_menu)
        actions.leave.triggered.connect(self._leave)
        actions.next_page.triggered.connect(self.board.turn_page)
        self.board.shownChanged.connect(self.watching.update)
        actions.all_panels.triggered.connect(self.stage.show_all)
        for name in layouts.CARDS:
            alone: QAction = getattr(actions, f"show_{name}")
            alone.triggered.connect(partial(self.stage.toggle, name))
        for name in ("larger", "smaller", "normal"):
            getattr(actions, f"{name}_text").triggered.connect(getattr(self.text_size, name))
        self.text_size.changed.connect(self._apply_look)
        self.text_size.refused.connect(self.toast.say)
        for name in ("light", "dark", "system"):
            action: QAction = getattr(actions, f"theme_{name}")
            action.setChecked(name == self._theme)
            action.triggered.connect(partial(self.set_theme, name))
        for name in ("auto", "numpy"):
            action = getattr(actions, f"engine_{name}")
            action.setChecked((name == "numpy") == (self._engine == "numpy"))
            action.triggered.connect(partial(self.set_engine, name))
        numbers = self._settings.choice("numbers", CHOICES)
        for name in CHOICES:
            getattr(actions, f"numbers_{name}").triggered.connect(partial(self.set_numbers, name))
        self.set_numbers(numbers)
        actions.next_numbers.triggered.connect(self._next_numbers)
        self.network.numbersRequested.connect(self.set_numbers)
        for name in ("notes", "partial"):
            action = getattr(actions, f"notation_{name}")
            action.setChecked(name == self._look.notation)
            action.triggered.connect(partial(self.set_notation, name))

    # -- what is shown ----------------------------------------------------------------------

    @Slot(object)
    def _show_status(self, snapshot: Snapshot) -> None:
        self.actions_.show_playing(snapshot.status.playing)
        self.actions_.back.setEnabled(snapshot.can_go_back)
        problem = snapshot.status.engine_problem
        if self._engine != "numpy" and problem != self._told_engine:
            self._told_engine = problem
            if problem:
                self.toast.say(problem)

    # -- look -------------------------------------------------------------------------------

    def set_theme(self, name: str, *_: object) -> None:
        """Choose the theme: light, dark or system."""
        self._theme = name
        self._settings.set_text("theme", name)
        getattr(self.actions_, f"theme_{name}").setChecked(True)
        self._apply_look()

    def set_notation(self, name: str, *_: object) -> None:
        """Choose the symbols: notes (J, dJ/dW, lr) or partial (L, ∂L/∂W, η)."""
        self._settings.set_text("notation", name)
        self._look = replace(self._look, notation=name)
        self._apply_look()

    def set_numbers(self, choice: str, *_: object) -> None:
        """Choose the numbers on the network: auto, off, forward or backward."""
        self._settings.set_text("numbers", choice)
        getattr(self.actions_, f"numbers_{choice}").setChecked(True)
        self.network.choose_numbers(choice)

    @Slot()
    def _next_numbers(self) -> None:
        self.set_numbers(self.network.next_numbers)

    def set_engine(self, name: str, *_: object) -> None:
        """Choose what trains: auto (compiled, if it can be had) or numpy."""
        self._engine = name
        self._settings.set_text("engine", name)
        self.controller.use_engine(name)

    @Slot(bool)
    def set_presentation(self, on: bool) -> None:
        """Large text and lines for a projector, or back to the desk."""
        self.actions_.present.setChecked(on)
        self.menuBar().setVisible(not on)
        self.stage.present(on)
        self.text_size.present(on)

    @Slot(bool)
    def _set_fullscreen(self, on: bool) -> None:
        self.actions_.fullscreen.setChecked(on)
        self.setWindowState(Qt.WindowState.WindowFullScreen if on else Qt.WindowState.WindowNoState)

    @Slot()
    def _leave(self) -> None:
        """Esc: out of the innermost special state."""
        self.network.leave_selection()
        if self.boundary.drawing:
            self.boundary.set_drawing(False)
            self._finish_drawing()
        elif self.stage.leave():
            return
        elif self._look.presenting:
            self.set_presentation(False)
        elif self.isFullScreen():
            self._set_fullscreen(False)

    @Slot()
    def _follow_system(self) -> None:
        if self._theme == "system":
            self._apply_look()

    @Slot()
    def _apply_look(self) -> None:
        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._theme == "dark" or (self._theme == "system" and system_dark)
        colours = DARK if dark else LIGHT
        self._look = replace(self._look, colours=colours, size=self.text_size.size)
        QApplication.setPalette(palette(self._look))
        self.setStyleSheet(style_sheet(self._look))
        self.actions_.set_look(self._look)
        self.focus_ring.set_look(self._look)
        self.training.set_look(self._look)
        self.timeline.set_look(self._look)
        self.board.set_look(self._look)
        for card in self.cards:
            card.set_look(self._look)
        self.watching.update()

    # -- examples and drawing ---------------------------------------------------------------

    def open_example(self, example: Example, *_: object) -> None:
        """Open an example: Space trains it."""
        experiment = read_experiment(example.path)
        file = self.files.file_of(example, experiment)
        self.controller.load(experiment, file, example.rules)

    @Slot(object)
    def _remember_speed(self, epochs_per_second: float | None) -> None:
        self._settings.set_text("speed", speed_text(epochs_per_second))

    @Slot(bool)
    def _set_drawing(self, on: bool) -> None:
        """Points are drawn on the map, which comes beside the data if it is not to be seen."""
        if on and not self.boundary.isVisible():
            self.stage.open(layouts.DRAWN)
        self.boundary.set_drawing(on)

    @Slot()
    def _finish_drawing(self) -> None:
        self.data.set_drawing(False)

    @Slot()
    def _show_help(self) -> None:
        keys = [*self.actions_.keys(), ("Explain", self.explain.keys())]
        HelpDialog([*keys, *PLACES], self).open()

    @Slot()
    def _show_legend(self) -> None:
        parts = (network_legend, boundary_legend)
        sections = [(part.TITLE, part.legend(self._look)) for part in parts]
        HelpDialog(sections, self, "legend", "Marks and colours").open()

    @Slot()
    def _show_menu(self) -> None:
        pop_up(self._menu, self.training.menu, self)

    # -- start and end ----------------------------------------------------------------------

    def _restore(self) -> None:
        self.controller.set_speed(read_speed(self._settings.word("speed")))
        self._settings.restore(self, self.board.splitters)
        if self._settings.problem:
            self.toast.say(self._settings.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget wanted: Enter presses the focused button."""
        if not press_focused_button(self, event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The user closes the window, and is asked first; a program is not."""
        if event.spontaneous() and not self.closing.may_close():
            event.ignore()
            return
        self.end()
        super().closeEvent(event)

    def end(self) -> None:
        """End the thread, and remember the window; asks nothing, harmless a second time."""
        self.closing.abandon()
        self.deferred_startup.abandon()
        self.files.reading.stop()
        self.controller.stop()
        self.board.show(layouts.CARDS)  # rows that stand side by side are not to be remembered
        self._settings.save(self, self.board.splitters)
