"""Every QAction of the window: text, icon, shortcut and tip, in one place."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from annplayground.core.choices.notations import Symbolic
from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.theme import Look, icon


@dataclass(frozen=True)
class Spec:
    """What an action is called and how it is reached."""

    name: str
    text: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


RUN = (
    Spec("play", "Play", "Train, or pause", ("Space",), "play", checkable=True),
    Spec("step_batch", "Step one mini-batch", "Train one mini-batch", ("B",), "step-batch"),
    Spec("step_epoch", "Step one epoch", "Train to the end of the epoch", ("E",), "step-epoch"),
    Spec(
        "back",
        "Back one epoch",
        "Return to the end of the epoch before",
        ("Backspace", "Shift+E"),
        "back",
    ),
    Spec("reset", "Reset", "Return to the same first weights", ("R",), "reset"),
    Spec("new_start", "New start", "Draw new first weights (another seed)", ("N",), "dice"),
    Spec("faster", "Faster", "More epochs per second, up to as fast as possible", ("+", "=")),
    Spec("slower", "Slower", "Fewer epochs per second", ("-",)),
)
TIME = (
    Spec("epoch_back", "One epoch back", "Look at the epoch before", ("Alt+Left",)),
    Spec("epoch_on", "One epoch on", "Look at the next epoch", ("Alt+Right",)),
    Spec("percent_back", "One percent back", "Look a hundredth of the run back", ("Alt+Down",)),
    Spec("percent_on", "One percent on", "Look a hundredth of the run on", ("Alt+Up",)),
    Spec("to_start", "To the start", "Look at the first weights", ("Alt+Home",)),
    Spec(
        "previous_mark",
        "Mark before",
        "Look at where settings were changed, the test was best, or training diverged, before this",
        ("Alt+PgUp",),
    ),
    Spec("next_mark", "Next mark", "The same, after this", ("Alt+PgDown",)),
    Spec("live", "Live", "See the run as it stands", ("L", "Alt+End")),
    Spec(
        "replay",
        "Replay",
        "Play the run again in ten seconds, from the epoch that is looked at or from the start",
        ("P",),
        checkable=True,
    ),
    Spec(
        "replay_back",
        "Replay backwards",
        "Play it backwards to the start",
        ("Shift+P",),
        checkable=True,
    ),
    Spec(
        "continue_here",
        "Continue from here",
        "Go on from the epoch that is looked at; undo brings back what came later",
        ("C",),
    ),
)
FILE = (
    Spec("open", "Open…", "Open an experiment (.json) or points (.csv)", ("Ctrl+O",), "open"),
    Spec("save", "Save", "Write the experiment into its file, as JSON", ("Ctrl+S",)),
    Spec("save_as", "Save as…", "Write the experiment into a file to choose", ("Ctrl+Shift+S",)),
    Spec(
        "ask_unsaved",
        "Ask before closing",
        "Ask before an experiment that is not saved is lost with the window",
        checkable=True,
    ),
    Spec("quit", "Quit", "End the program", ("Ctrl+Q",)),
)
EDIT = (
    Spec("undo", "Undo", "Take back the last change", ("Ctrl+Z",), "undo"),
    Spec("redo", "Redo", "Make the change again", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
)
VIEW = (
    Spec(
        "present",
        "Present",
        "Presentation size: large text and lines for a projector; Esc leaves",
        ("F5",),
        "present",
        checkable=True,
    ),
    Spec("fullscreen", "Full screen", "The whole screen", ("F11",), "fullscreen", checkable=True),
    Spec("all_panels", "All panels", "Show every panel again", ("0",)),
    Spec("show_data", "Data alone", "Show the data alone, or all again", ("1",)),
    Spec("show_network", "Network alone", "Show the network alone, or all again", ("2",)),
    Spec("show_boundary", "Boundary alone", "Show the boundary alone, or all again", ("3",)),
    Spec("show_loss", "Loss alone", "Show the loss alone, or all again", ("4",)),
    Spec("show_gradient", "Gradients alone", "Show the gradients alone, or all again", ("5",)),
    Spec("show_explain", "Explanation alone", "Show the explanation alone, or all again", ("6",)),
)
PAGES = (
    Spec("next_page", "Next page", "Turn to the panels that the window has no room for", ("7",)),
)
TEXT = (
    Spec("larger_text", "Larger text", "Larger text at the desk", ("Ctrl++", "Ctrl+=")),
    Spec("smaller_text", "Smaller text", "Smaller text at the desk", ("Ctrl+-",)),
    Spec("normal_text", "Normal text", "Text at the desk as it was at first", ("Ctrl+0",)),
)
THEME = (
    Spec("theme_system", "Like the system", "Follow the system's light or dark", checkable=True),
    Spec("theme_light", "Light", "Light theme, for a lit room", checkable=True),
    Spec("theme_dark", "Dark", "Dark theme", checkable=True),
)
NUMBERS = (
    Spec(
        "numbers_auto",
        "In small networks",
        "Numbers on networks of up to 12 weights and biases, by themselves",
        checkable=True,
    ),
    Spec("numbers_off", "None", "No numbers on the network", checkable=True),
    Spec(
        "numbers_forward",
        "Forward: W, b, z, a",
        "Carry one example forward through the network, in numbers",
        checkable=True,
    ),
    Spec(
        "numbers_backward",
        Symbolic("Backward: {d}{J}/{d}W, δ"),
        "Carry the error of one example backward through the network, in numbers",
        checkable=True,
    ),
)
NEXT_NUMBERS = (Spec("next_numbers", "Other numbers", "Numbers forward, backward, none", ("#",)),)
NOTATION = (
    Spec("notation_notes", "J, dJ/dW, lr", "Symbols as in the lecture notes", checkable=True),
    Spec("notation_partial", "L, ∂L/∂W, η", "Symbols as in most textbooks", checkable=True),
)
EXPLAIN = (
    Spec("next_stage", "Next stage", "Next stage of the update under the microscope", (".",)),
)
ENGINE = (
    Spec(
        "engine_auto", "Compiled (Numba)", "Train in compiled code, if it is there", checkable=True
    ),
    Spec("engine_numpy", "NumPy", "Train in plain NumPy: slower, the same numbers", checkable=True),
)
HELP = (
    Spec("help", "Keys and mouse", "What the keys and the mouse do", ("?", "F1"), "help"),
    Spec("legend", "Marks and colours", "What the marks and colours mean", ("Shift+F1",)),
    Spec("menu", "Menu", "Open the menus, in presentation too", ("F10",), "menu"),
    Spec("leave", "Leave", "Leave drawing, presentation, a panel or an explanation", ("Esc",)),
)


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
    continue_here: QAction
    open: QAction
    save: QAction
    save_as: QAction
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
    menu: QAction
    leave: QAction

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._specs = (
            *(*RUN, *TIME, *FILE, *EDIT, *VIEW, *PAGES, *TEXT),
            *(*THEME, *NUMBERS, *NEXT_NUMBERS, *NOTATION, *ENGINE, *EXPLAIN, *HELP),
        )
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
        sections = (
            ("Train", RUN),
            ("Look back", TIME),
            ("See", (*VIEW, *PAGES, *TEXT, *NEXT_NUMBERS)),
            ("File and edit", (*FILE, *EDIT)),
            ("Help and explanation", (*HELP, *EXPLAIN)),
        )
        return [
            (title, [(" or ".join(s.shortcuts), s.tip) for s in group if s.shortcuts])
            for title, group in sections
        ]

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
        text = "Pause" if playing else "Play"
        if text != self.play.text():  # a new icon repaints the button, even if it is the same
            self.play.setIcon(self._play_icons[playing])
            self.play.setText(text)
