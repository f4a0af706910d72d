"""What the window is made of, built and not yet connected."""

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.background.changes import Changes
from annplayground.gui.background.starts import Starts
from annplayground.gui.background.surveys import Surveys
from annplayground.gui.commands.action_specs import VOTES
from annplayground.gui.commands.actions import Actions
from annplayground.gui.commands.helping import Helping, Sections
from annplayground.gui.commands.leaving import Leaving
from annplayground.gui.commands.menus import fill_menu_bar
from annplayground.gui.controller import Controller
from annplayground.gui.document.closing import Closing
from annplayground.gui.document.comparing import Comparing
from annplayground.gui.document.drawing import Drawing
from annplayground.gui.document.drop import FileDrop
from annplayground.gui.document.files import FileDesk
from annplayground.gui.document.scripts import Scripts
from annplayground.gui.explain.card import ExplainCard
from annplayground.gui.layout import layouts
from annplayground.gui.layout.board import Board
from annplayground.gui.layout.presenting import Presenting
from annplayground.gui.layout.stage import Stage
from annplayground.gui.panels.data.card import DataCard
from annplayground.gui.panels.network import legend as network_legend
from annplayground.gui.panels.network.card import NetworkCard
from annplayground.gui.panels.network.numbers import CHOICES
from annplayground.gui.panels.training.bar import TrainingBar
from annplayground.gui.plots.boundary import legend as boundary_legend
from annplayground.gui.plots.boundary.card import BoundaryCard
from annplayground.gui.plots.charts.gradient_card import GradientCard
from annplayground.gui.plots.charts.loss_card import LossCard
from annplayground.gui.preferences.appearance import Appearance
from annplayground.gui.preferences.remembered import Remembered
from annplayground.gui.preferences.settings import Settings
from annplayground.gui.process.deferred_startup import DeferredStartup
from annplayground.gui.snapshots.engine_notice import EngineNotice
from annplayground.gui.snapshots.frame_scheduler import FrameScheduler
from annplayground.gui.snapshots.watching import Watching
from annplayground.gui.teach.caption_bar import CaptionBar
from annplayground.gui.teach.director import Director
from annplayground.gui.teach.first_steps import Area, FirstSteps
from annplayground.gui.teach.keys import LectureKeys
from annplayground.gui.teach.lecture import Lecture
from annplayground.gui.teach.lesson_menu import MENUS, LessonMenu
from annplayground.gui.teach.library import Library
from annplayground.gui.teach.palette.entries import Entry, of_actions
from annplayground.gui.teach.palette.search import Search
from annplayground.gui.teach.palette.setting_entries import of_settings
from annplayground.gui.timeline.bar import TimelineBar
from annplayground.gui.widgets.card import Card
from annplayground.gui.widgets.focus_ring import FocusRing
from annplayground.gui.widgets.toast import Toast


class Parts(QMainWindow):
    """Every part by its name; the wiring knows the window as this."""

    def __init__(self, experiment: Experiment, settings: Settings, engine: str | None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.settings = settings
        self.actions_ = Actions(self)
        self.appearance = Appearance(self, self.actions_, settings)
        self.appearance.refresh()
        self.text_size = self.appearance.text_size
        self.engine = Remembered("engine", ("auto", "numpy"), self.actions_, settings, engine)
        self.numbers = Remembered("numbers", CHOICES, self.actions_, settings)
        self._build_document(experiment)
        self._build_cards()
        self._build_ways()

    def _build_document(self, experiment: Experiment) -> None:
        self.controller = Controller(experiment, self, self.engine.name)
        self.comparing = Comparing(self.controller, self)
        self.frame_scheduler = FrameScheduler(self)
        self.files = FileDesk(self)
        self.drop = FileDrop(self)
        self.closing = Closing(
            self, self.controller.unsaved, self.files, self.settings, self.actions_.ask_unsaved
        )

    def _build_cards(self) -> None:
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
        self.caption_bar = CaptionBar(
            [self.actions_.previous_scene, self.actions_.next_scene, self.actions_.leave_lesson]
        )
        self.centre = QWidget()
        self.toast = Toast(self.centre)
        self.focus_ring = FocusRing(self)

    def _build_ways(self) -> None:
        """What carries out what several parts have to do with."""
        self.stage = Stage(self.board, self.explain)
        self.scripts = Scripts(self.explain, self.files)
        self.starts = Starts(self.controller, self.explain)
        self.surveys = Surveys(self.controller, self.explain)
        self.changes = Changes(self.controller, self.explain)
        self.watching = Watching(self.network, self.boundary, self.explain, self)
        self.watching_b: Watching | None = None  # once the parts of B are made
        self.drawing = Drawing(self.data, self.boundary, self.stage)
        self.engine_notice = EngineNotice(self.engine)
        self.presenting = Presenting(self, self.actions_, self.stage, self.text_size)
        self.director = Director(self)
        first = FirstSteps(self, self.caption_bar, self._part)
        self.lecture = Lecture(self, self.caption_bar, self.director, Library(), first)
        self.lecture_keys = LectureKeys(
            self.lecture,
            lambda: [*self.actions_.all(), *self.explain.all_actions],
            {"PgDown": self.actions_.next_scene, "PgUp": self.actions_.previous_scene},
            dict(zip(("Shift+PgDown", "Shift+PgUp"), self.explain.paging, strict=True)),
            [self.actions_.of(spec) for spec in VOTES],
        )
        ways = (
            *(self.drawing.leave, self.stage.uncover, self.lecture.leave),
            *(self.stage.leave, self.presenting.leave),
        )
        self.leaving = Leaving(self, ways)
        menu = fill_menu_bar(self, self.actions_, self.explain.all_actions, self.files.open_example)
        menus = {menu.objectName(): menu for menu in self.findChildren(QMenu)}
        own = [menus[f"{name}_menu"] for name in MENUS]
        self.lesson_menu = LessonMenu(own, self.lecture.library, self.lecture.open)
        self.helping = Helping(self, self._keys, self._marks, menu, self.training.menu)
        self.search = Search(
            self, (self._found_actions, self.lecture.entries, self._found_settings)
        )
        # Threads come last: they would take their share of the time in which the window appears.
        completing = [card.complete for card in self.cards]
        steps = (*completing, self.controller.start, self.lecture.library.preload)
        self.deferred_startup = DeferredStartup(self, steps)

    def _part(self, name: str) -> tuple[QWidget, Area]:
        """A part that can be pointed at, to be seen: a card, a button of the toolbar, or while that
        has no room for it the menu of that name, or the way to all menus."""
        if self.presenting.on:  # few panels, and large
            name = "network" if name == "data" else name
            self.stage.show(("boundary", "loss") if name == "loss" else ("network", "boundary"))
        if name not in layouts.CARDS:
            part: QWidget = getattr(self.training, name)
            bar = self.menuBar()
            if part.isVisible() or not bar.isVisible():
                return part if part.isVisible() else self.training.menu, None
            menu = next(a for a in bar.actions() if a.objectName() == f"{name}_menu_action")
            return bar, partial(bar.actionGeometry, menu)
        if name in self.board.shown:
            self.board.turn_to(name)
        return self.board.card(name), None

    def _found_actions(self) -> list[Entry]:
        explained = of_actions(self.explain.all_actions, translate("Actions", "Explain"))
        groups = [of_actions(group, title) for title, group in self.actions_.groups()]
        examples = [a for a in self.findChildren(QAction) if a.objectName().startswith("example_")]
        found = of_actions(examples, translate("Lessons", "Example"))
        return [*(entry for group in groups for entry in group), *explained, *found]

    def _found_settings(self) -> list[Entry]:
        return of_settings(self.controller.experiment, self.appearance.look, self.controller.edit)

    def _keys(self) -> Sections:
        return [*self.actions_.keys(), (translate("Actions", "Explain"), self.explain.keys())]

    def _marks(self) -> Sections:
        legends = (network_legend, boundary_legend)
        return [(part.TITLE, part.legend(self.appearance.look)) for part in legends]
