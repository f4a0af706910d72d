"""Puts a scene on stage: its experiments, its pace, its panels and what they show; and gives
everything back that was there before the lesson."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from annplayground.core.engines.stopping import StopRules
from annplayground.core.run.snapshot import Mark, Snapshot
from annplayground.gui.process.late import late
from annplayground.gui.teach.cover import Cover
from annplayground.gui.teach.library import LANGUAGE
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.core import lesson as lessons
    from annplayground.core.lesson import Scene
else:
    lessons = late("annplayground.core.lesson")

# Where two networks are compared, B has its own.
_OF_B = {"network": "b_network", "boundary": "b_boundary"}


@dataclass(frozen=True)
class _Before:
    """What was seen before the lesson."""

    desk: Any  # of the Stage
    explanation: str
    focus: Any  # of the explanations
    metric: str
    splitters: Any


class Director(QObject):
    """Carries out scenes in a window, whose parts it is given: only the wiring knows them all."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self._scene: Scene | None = None
        self._before: _Before | None = None
        self._preparing = False
        self._run_then = False
        self._run_before = 0
        self._look = Look()
        self._covers: dict[str, Cover] = {}  # made when they are needed
        window.controller.snapshotReady.connect(self._look_whether_prepared)

    def set_look(self, look: Look) -> None:
        """Take sizes for what hides a panel."""
        self._look = look
        for cover in self._covers.values():
            cover.set_look(look)

    # -- a scene ------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """Remember what is seen now."""
        window = self._window
        self._before = _Before(
            window.stage.desk,
            window.explain.current.name,
            window.explain.focus,
            window.gradient.metric_name,
            [splitter.saveState() for splitter in window.board.splitters],
        )

    def show(self, scene: "Scene", title: str) -> None:
        """Put a scene on stage, paused at its epoch."""
        self._scene, self._run_then = scene, False
        controller = self._window.controller
        self._run_before = controller.snapshot.run if controller.snapshot is not None else 0
        controller.visit(scene.experiment, scene.b, title)
        for weight in scene.weights:
            controller.order(weight.place, weight.value, "a" if weight.of == "A" else "b")
        self._preparing = scene.at > 0
        if self._preparing:
            controller.set_rules(StopRules(epoch=scene.at))
            controller.set_speed(None)
            controller.play(True)
        else:
            self._pace()
        self._dress(scene)
        self.lay_out()

    def run(self) -> None:
        """Train at the pace of the scene, as soon as it stands at its epoch."""
        if self._preparing:
            self._run_then = True
        else:
            self._window.controller.play(True)

    def _pace(self) -> None:
        assert self._scene is not None, "a scene is on stage"
        self._window.controller.set_rules(self._scene.rules)
        self._window.controller.set_speed(self._scene.epochs_per_second)

    @Slot(object)
    def _look_whether_prepared(self, snapshot: Snapshot) -> None:
        """The run has come to the epoch of the scene, or will not: it diverged, or was paused."""
        if not self._preparing or self._scene is None or snapshot.status.playing:
            return
        if snapshot.run == self._run_before or snapshot.experiment != self._scene.experiment:
            return  # of what was on stage before
        if snapshot.epoch >= self._scene.at or snapshot.divergence is not None:
            self._preparing = False
            self._pace()
            if self._run_then:
                self._window.controller.play(True)

    # -- what is seen -------------------------------------------------------------------------

    def _dress(self, scene: "Scene") -> None:
        window = self._window
        if scene.metric is not None:
            window.gradient.set_metric(scene.metric)
        window.network.choose_numbers(scene.numbers)
        if scene.explanation is not None:
            focus = scene.focus or lessons.LessonFocus()
            window.explain.set_place(focus.layer, focus.source, focus.unit, focus.example)
        marks = [Mark("lesson", m.epoch, cause=m.text.said(LANGUAGE)) for m in scene.marks]
        window.timeline.show_lesson_marks(tuple(marks))

    @Slot()
    def lay_out(self) -> None:
        """Show the panels of the scene, also after the presentation has begun or ended."""
        if self._scene is None:
            return
        window, panels = self._window, self.panels
        if self._scene.explanation is not None:
            window.explain.show_view(self._scene.explanation)
        if panels:
            window.stage.show(panels)
        else:
            window.stage.show_all()
        if len(panels) > 1:
            window.board.share(self._shares)
        if self._scene.explanation is not None:
            window.board.turn_to("explain")

    @property
    def panels(self) -> tuple[str, ...]:
        """The panels of the scene; none: all."""
        if self._scene is None:
            return ()
        panels = self._scene.panels
        if self._scene.explanation is not None:
            panels = panels or ("network",)
            panels = panels if "explain" in panels else (*panels, "explain")
        return self._with_those_of_b(panels)

    @property
    def _shares(self) -> list[float]:
        """The relative widths of the panels; B's are as wide as A's."""
        assert self._scene is not None, "a scene is on stage"
        sizes = dict(zip(self._scene.panels, self._scene.sizes, strict=False))
        of_a = {theirs: ours for ours, theirs in _OF_B.items()}
        return [sizes.get(of_a.get(name, name), 1.0) for name in self.panels]

    def _with_those_of_b(self, panels: tuple[str, ...]) -> tuple[str, ...]:
        """The panels, and B's beside A's where there are such."""
        there = self._window.board.names
        both = [(name, _OF_B[name]) if _OF_B.get(name) in there else (name,) for name in panels]
        return tuple(name for names in both for name in names)

    @Slot(object)
    def hide(self, names: tuple[str, ...]) -> None:
        """Draw a curtain before these panels, and away from all others."""
        names = self._with_those_of_b(names)
        for name in names:
            if name not in self._covers:
                self._covers[name] = Cover(self._window.board.card(name))
                self._covers[name].set_look(self._look)
        for name, cover in self._covers.items():
            cover.cover(name in names)

    # -- the end ------------------------------------------------------------------------------

    def step_back(self) -> bool:
        """Show the scene's own panels again; False if they are shown."""
        window = self._window
        if self._scene is None or not self.panels or window.board.shown == self.panels:
            return False
        self.lay_out()
        return True

    @Slot()
    def end(self) -> None:
        """Give everything back as it was before the lesson."""
        self._scene, self._preparing = None, False
        before, self._before = self._before, None
        window = self._window
        window.timeline.show_lesson_marks(())
        window.controller.go_home()
        if before is None:
            return
        window.gradient.set_metric(before.metric)
        window.network.choose_numbers(window.numbers.name)
        window.explain.set_place(*before.focus.place)
        if "explain" in before.desk[0]:
            window.explain.show_view(before.explanation)
        window.stage.set_desk(before.desk)
        for splitter, state in zip(window.board.splitters, before.splitters, strict=True):
            splitter.restoreState(state)
