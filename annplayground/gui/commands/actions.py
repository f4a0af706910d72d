"""Every QAction of the window: text, icon, shortcut and tip, in one place."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from annplayground.core.choices.notations import Symbolic
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.commands.action_specs import (
    COMPARE,
    EDIT,
    ENGINE,
    GROUPS,
    NOTATION,
    NUMBERS,
    THEME,
    Spec,
)
from annplayground.gui.theme import Look, icon


class Actions(QObject):
    """The window's actions, as attributes named as in their specs (`actions.play`, …)."""

    play: QAction
    step_batch: QAction
    step_epoch: QAction
    back: QAction
    reset: QAction
    new_start: QAction
    faster: QAction
    slower: QAction
    epoch_back: QAction
    epoch_on: QAction
    percent_back: QAction
    percent_on: QAction
    to_start: QAction
    previous_mark: QAction
    next_mark: QAction
    live: QAction
    replay: QAction
    replay_back: QAction
    replay_loop: QAction
    replay_shorter: QAction
    replay_longer: QAction
    continue_here: QAction
    open: QAction
    save: QAction
    save_as: QAction
    save_other_as: QAction
    ask_unsaved: QAction
    quit: QAction
    undo: QAction
    redo: QAction
    present: QAction
    fullscreen: QAction
    all_panels: QAction
    show_data: QAction
    show_network: QAction
    show_boundary: QAction
    show_loss: QAction
    show_gradient: QAction
    show_explain: QAction
    compare: QAction
    other_side: QAction
    swap_sides: QAction
    keep_a: QAction
    keep_b: QAction
    renew_b: QAction
    next_page: QAction
    next_stage: QAction
    larger_text: QAction
    smaller_text: QAction
    normal_text: QAction
    numbers_auto: QAction
    numbers_off: QAction
    numbers_forward: QAction
    numbers_backward: QAction
    next_numbers: QAction
    theme_system: QAction
    theme_light: QAction
    theme_dark: QAction
    notation_notes: QAction
    notation_partial: QAction
    engine_auto: QAction
    engine_numpy: QAction
    help: QAction
    legend: QAction
    palette: QAction
    lessons: QAction
    next_scene: QAction
    previous_scene: QAction
    run_scene: QAction
    cure: QAction
    reveal: QAction
    speaker_notes: QAction
    leave_lesson: QAction
    save_scene: QAction
    first_steps: QAction
    vote_1: QAction
    vote_2: QAction
    vote_3: QAction
    vote_4: QAction
    vote_5: QAction
    vote_6: QAction
    menu: QAction
    leave: QAction

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._specs = [spec for _, group in GROUPS for spec in group]
        for spec in self._specs:
            setattr(self, spec.name, self._make(spec))
        for group in (THEME, NUMBERS, NOTATION, ENGINE):
            exclusive = QActionGroup(self)
            for spec in group:
                exclusive.addAction(self.of(spec))

    def _make(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.name)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        keys = f"  ({spec.shortcuts[0]})" if spec.shortcuts else ""
        action.setToolTip(spec.tip + keys)
        action.setStatusTip("")
        return action

    def of(self, spec: Spec) -> QAction:
        """The action made from a spec."""
        action: QAction = getattr(self, spec.name)
        return action

    def all(self) -> list[QAction]:
        """Every action."""
        return [self.of(spec) for spec in self._specs]

    def keys(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """By section: (keys, what they do) of every action that has a shortcut."""
        keys = [
            (
                title,
                [
                    (translate("Actions", " or ").join(s.shortcuts), s.tip)
                    for s in group
                    if s.shortcuts
                ],
            )
            for title, group in GROUPS
        ]
        return [(title, rows) for title, rows in keys if rows]

    def groups(self) -> list[tuple[str, list[QAction]]]:
        """Every action, under what it is about."""
        return [(title, [self.of(spec) for spec in group]) for title, group in GROUPS]

    def set_look(self, look: Look) -> None:
        """Draw the icons in the colours of the look, and write in its notation."""
        for spec in self._specs:
            if isinstance(spec.text, Symbolic):
                self.of(spec).setText(look.written(spec.text))
            if spec.icon and spec.name != "play":
                self.of(spec).setIcon(icon(spec.icon, look.colours.ink, look.size.icon))
        self._play_icons = [
            icon(name, look.colours.on_accent, look.size.play // 2) for name in ("play", "pause")
        ]
        self.play.setIcon(self._play_icons[self.play.isChecked()])

    def allow_comparison(self, on: bool) -> None:
        """Whether there is a B, without which most of these do nothing."""
        for spec in COMPARE[1:]:
            self.of(spec).setEnabled(on)
        self.save_other_as.setEnabled(on)
        self.compare.setChecked(on)

    def show_undo(self, undo: str, redo: str) -> None:
        """Name what can be undone and made again; "" is nothing."""
        for spec, name in zip(EDIT, (undo, redo), strict=True):
            action = self.of(spec)
            action.setEnabled(bool(name))
            action.setText(f"{spec.text}: {name}" if name else spec.text)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Say whether it trains, by play as pressed, and whether one can go back."""
        self.back.setEnabled(snapshot.can_go_back)
        playing = snapshot.status.playing
        self.play.setChecked(playing)
        text = translate("Actions", "Pause") if playing else translate("Actions", "Play")
        if text != self.play.text():  # a new icon repaints the button, even if it is the same
            self.play.setIcon(self._play_icons[playing])
            self.play.setText(text)
