"""What every action of the window is called, and by which keys it is reached."""

from dataclasses import dataclass

from annplayground.core.choices.notations import Symbolic


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
LECTURE = (
    Spec("lessons", "Lessons…", "Choose a lesson, a failure or an example", ("Ctrl+L",), "lessons"),
    Spec(
        "next_scene",
        "Next scene",
        "Go on in the lesson; the answer of an open question comes first",
        ("PgDown",),
    ),
    Spec("previous_scene", "Scene before", "Go back in the lesson", ("PgUp",)),
    Spec("run_scene", "Run the scene", "Open the scene again and train it at its pace", ("G",)),
    Spec("cure", "Cure", "Put the cure of a failure beside it, as B, and train both", ("K",)),
    Spec("reveal", "Answer", "End the vote; show the answer and what was hidden", ("A",)),
    Spec("speaker_notes", "Speaker’s notes", "The notes on the scene, in their own window", ("S",)),
    Spec("save_scene", "Save as scene…", "Write what is on screen as a scene of a lesson"),
    Spec("leave_lesson", "Leave the lesson", "Give back what was open before the lesson"),
)
VOTES = tuple(
    Spec(f"vote_{n}", f"Vote for {n}", "Count a vote on the open question") for n in range(1, 7)
)
FIND = (
    Spec(
        "palette",
        "Find…",
        "Find any action, setting, lesson or example by a few letters",
        ("Ctrl+K",),
    ),
)
HELP = (
    Spec("help", "Keys and mouse", "What the keys and the mouse do", ("?", "F1"), "help"),
    Spec(
        "first_steps", "First steps", "Six sentences for the first minutes, beside what they name"
    ),
    Spec("legend", "Marks and colours", "What the marks and colours mean", ("Shift+F1",)),
    Spec("menu", "Menu", "Open the menus, in presentation too", ("F10",), "menu"),
    Spec("leave", "Leave", "Leave drawing, presentation, a panel or an explanation", ("Esc",)),
)

# Every action, under what it is about.
GROUPS = (
    ("Train", RUN),
    ("Look back", TIME),
    ("See", (*VIEW, *PAGES, *TEXT, *NEXT_NUMBERS)),
    ("Lecture", LECTURE),
    ("Votes", VOTES),
    ("File and edit", (*FILE, *EDIT)),
    ("Help and explanation", (*FIND, *HELP, *EXPLAIN)),
    ("Numbers on the network", NUMBERS),
    ("Theme", THEME),
    ("Symbols", NOTATION),
    ("Engine", ENGINE),
)
