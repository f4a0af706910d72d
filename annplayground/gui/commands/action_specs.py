"""What every action of the window is called, and by which keys it is reached."""

from dataclasses import dataclass

from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate
from annplayground.io import pairs


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
    Spec(
        "play",
        translate("Actions", "Play"),
        translate("Actions", "Train, or pause"),
        ("Space",),
        "play",
        checkable=True,
    ),
    Spec(
        "step_batch",
        translate("Actions", "Step one mini-batch"),
        translate("Actions", "Train one mini-batch"),
        ("B",),
        "step-batch",
    ),
    Spec(
        "step_epoch",
        translate("Actions", "Step one epoch"),
        translate("Actions", "Train to the end of the epoch"),
        ("E",),
        "step-epoch",
    ),
    Spec(
        "back",
        translate("Actions", "Back one epoch"),
        translate("Actions", "Return to the end of the epoch before"),
        ("Backspace", "Shift+E"),
        "back",
    ),
    Spec(
        "reset",
        translate("Actions", "Reset"),
        translate("Actions", "Return to the same first weights"),
        ("R",),
        "reset",
    ),
    Spec(
        "new_start",
        translate("Actions", "New start"),
        translate("Actions", "Draw new first weights (another seed)"),
        ("N",),
        "dice",
    ),
    Spec(
        "faster",
        translate("Actions", "Faster"),
        translate("Actions", "More epochs per second, up to as fast as possible"),
        ("+", "="),
    ),
    Spec(
        "slower",
        translate("Actions", "Slower"),
        translate("Actions", "Fewer epochs per second"),
        ("-",),
    ),
)
TIME = (
    Spec(
        "epoch_back",
        translate("Actions", "One epoch back"),
        translate("Actions", "Look at the epoch before"),
        ("Alt+Left",),
    ),
    Spec(
        "epoch_on",
        translate("Actions", "One epoch on"),
        translate("Actions", "Look at the next epoch"),
        ("Alt+Right",),
    ),
    Spec(
        "percent_back",
        translate("Actions", "One percent back"),
        translate("Actions", "Look a hundredth of the run back"),
        ("Alt+Down",),
    ),
    Spec(
        "percent_on",
        translate("Actions", "One percent on"),
        translate("Actions", "Look a hundredth of the run on"),
        ("Alt+Up",),
    ),
    Spec(
        "to_start",
        translate("Actions", "To the start"),
        translate("Actions", "Look at the first weights"),
        ("Alt+Home",),
    ),
    Spec(
        "previous_mark",
        translate("Actions", "Mark before"),
        translate(
            "Actions",
            "Look at where settings were changed, a finding began or ended, the test was best, or "
            "training diverged, before this",
        ),
        ("Alt+PgUp",),
    ),
    Spec(
        "next_mark",
        translate("Actions", "Next mark"),
        translate(
            "Actions",
            "Look at where settings were changed, the test was best, or training diverged, "
            "after this",
        ),
        ("Alt+PgDown",),
    ),
    Spec(
        "live",
        translate("Actions", "Live"),
        translate("Actions", "See the run as it stands"),
        ("L", "Alt+End"),
    ),
    Spec(
        "replay",
        translate("Actions", "Replay"),
        translate(
            "Actions",
            "Play the run again, from the epoch that is looked at or from the start",
        ),
        ("P",),
        checkable=True,
    ),
    Spec(
        "replay_back",
        translate("Actions", "Replay backwards"),
        translate("Actions", "Play it backwards to the start"),
        ("Shift+P",),
        checkable=True,
    ),
    Spec(
        "replay_loop",
        translate("Actions", "Loop the replay"),
        translate("Actions", "Let a replay begin again where it would end, either way"),
        ("Ctrl+P",),
        checkable=True,
    ),
    Spec(
        "replay_shorter",
        translate("Actions", "Faster replay"),
        translate("Actions", "Play the whole run in fewer seconds, 2 at least"),
        ("Alt++", "Alt+="),
    ),
    Spec(
        "replay_longer",
        translate("Actions", "Slower replay"),
        translate("Actions", "Play the whole run in more seconds, 120 at most"),
        ("Alt+-",),
    ),
    Spec(
        "continue_here",
        translate("Actions", "Continue from here"),
        translate(
            "Actions", "Go on from the epoch that is looked at; undo brings back what came later"
        ),
        ("C",),
    ),
)
FILE = (
    Spec(
        "open",
        translate("Actions", "Open…"),
        translate("Actions", "Open an experiment (.json) or points (.csv)"),
        ("Ctrl+O",),
        "open",
    ),
    Spec(
        "save",
        translate("Actions", "Save"),
        translate("Actions", "Write the experiment into its file, as JSON"),
        ("Ctrl+S",),
    ),
    Spec(
        "save_as",
        translate("Actions", "Save as…"),
        translate("Actions", "Write the experiment into a file to choose"),
        ("Ctrl+Shift+S",),
    ),
    Spec(
        "save_other_as",
        translate("Actions", "Save B as…"),
        translate("Actions", "Write B, which the file of A does not hold, into a file to choose"),
    ),
    Spec(
        "ask_unsaved",
        translate("Actions", "Ask before closing"),
        translate("Actions", "Ask before an experiment that is not saved is lost with the window"),
        checkable=True,
    ),
    Spec(
        "quit", translate("Actions", "Quit"), translate("Actions", "End the program"), ("Ctrl+Q",)
    ),
)
EDIT = (
    Spec(
        "undo",
        translate("Actions", "Undo"),
        translate("Actions", "Take back the last change"),
        ("Ctrl+Z",),
        "undo",
    ),
    Spec(
        "redo",
        translate("Actions", "Redo"),
        translate("Actions", "Make the change again"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
    ),
)
VIEW = (
    Spec(
        "present",
        translate("Actions", "Present"),
        translate("Actions", "Presentation size: large text and lines for a projector; Esc leaves"),
        ("F5",),
        "present",
        checkable=True,
    ),
    Spec(
        "fullscreen",
        translate("Actions", "Full screen"),
        translate("Actions", "The whole screen"),
        ("F11",),
        "fullscreen",
        checkable=True,
    ),
    Spec(
        "all_panels",
        translate("Actions", "All panels"),
        translate("Actions", "Show every panel again"),
        ("0",),
    ),
    Spec(
        "show_data",
        translate("Actions", "Data alone"),
        translate("Actions", "Show the data alone, or all again"),
        ("1",),
    ),
    Spec(
        "show_network",
        translate("Actions", "Network alone"),
        translate("Actions", "Show the network alone, or all again"),
        ("2",),
    ),
    Spec(
        "show_boundary",
        translate("Actions", "Boundary alone"),
        translate("Actions", "Show the boundary alone, or all again"),
        ("3",),
    ),
    Spec(
        "show_loss",
        translate("Actions", "Loss alone"),
        translate("Actions", "Show the loss alone, or all again"),
        ("4",),
    ),
    Spec(
        "show_gradient",
        translate("Actions", "Gradients alone"),
        translate("Actions", "Show the gradients alone, or all again"),
        ("5",),
    ),
    Spec(
        "show_explain",
        translate("Actions", "Explanation alone"),
        translate("Actions", "Show the explanation alone, or all again"),
        ("6",),
    ),
)
PAGES = (
    Spec(
        "next_page",
        translate("Actions", "Next page"),
        translate("Actions", "Turn to the panels that the window has no room for"),
        ("7",),
    ),
)
TEXT = (
    Spec(
        "larger_text",
        translate("Actions", "Larger text"),
        translate("Actions", "Larger text at the desk"),
        ("Ctrl++", "Ctrl+="),
    ),
    Spec(
        "smaller_text",
        translate("Actions", "Smaller text"),
        translate("Actions", "Smaller text at the desk"),
        ("Ctrl+-",),
    ),
    Spec(
        "normal_text",
        translate("Actions", "Normal text"),
        translate("Actions", "Text at the desk as it was at first"),
        ("Ctrl+0",),
    ),
)
THEME = (
    Spec(
        "theme_system",
        translate("Actions", "Like the system"),
        translate("Actions", "Follow the system's light or dark"),
        checkable=True,
    ),
    Spec(
        "theme_light",
        translate("Actions", "Light"),
        translate("Actions", "Light theme, for a lit room"),
        checkable=True,
    ),
    Spec(
        "theme_dark",
        translate("Actions", "Dark"),
        translate("Actions", "Dark theme"),
        checkable=True,
    ),
)
NUMBERS = (
    Spec(
        "numbers_auto",
        translate("Actions", "In small networks"),
        translate("Actions", "Numbers on networks of up to 12 weights and biases, by themselves"),
        checkable=True,
    ),
    Spec(
        "numbers_off",
        translate("Actions", "None"),
        translate("Actions", "No numbers on the network"),
        checkable=True,
    ),
    Spec(
        "numbers_forward",
        translate("Actions", "Forward: W, b, z, a"),
        translate("Actions", "Carry one example forward through the network, in numbers"),
        checkable=True,
    ),
    Spec(
        "numbers_backward",
        Symbolic(translate("Actions", "Backward: {d}{J}/{d}W, δ")),
        translate(
            "Actions", "Carry the error of one example backward through the network, in numbers"
        ),
        checkable=True,
    ),
)
NEXT_NUMBERS = (
    Spec(
        "next_numbers",
        translate("Actions", "Other numbers"),
        translate("Actions", "Numbers forward, backward, none"),
        ("#",),
    ),
)
NOTATION = (
    Spec(
        "notation_notes",
        translate("Actions", "J, dJ/dW, lr"),
        translate("Actions", "Symbols as in the lecture notes"),
        checkable=True,
    ),
    Spec(
        "notation_partial",
        "L, ∂L/∂W, η",
        translate("Actions", "Symbols as in most textbooks"),
        checkable=True,
    ),
)
COMPARE = (
    Spec(
        "compare",
        translate("Actions", "A|B"),
        translate("Actions", "Put a copy beside this network, as B, or go on with A alone"),
        ("V",),
        checkable=True,
    ),
    Spec(
        "other_side",
        translate("Actions", "The other side"),
        translate("Actions", "Let fields edit, and explanations be about, B instead of A, or A"),
        ("O",),
    ),
    Spec(
        "swap_sides",
        translate("Actions", "Swap"),
        translate("Actions", "Let A and B change places"),
        ("Shift+O",),
    ),
    Spec(
        "keep_a",
        translate("Actions", "Keep A"),
        translate("Actions", "Go on with A alone"),
        ("Shift+A",),
    ),
    Spec(
        "keep_b",
        translate("Actions", "Keep B"),
        translate("Actions", "Go on with B alone, which becomes A"),
        ("Shift+B",),
    ),
    Spec(
        "renew_b",
        translate("Actions", "B from A"),
        translate("Actions", "Make B a copy of A again, at its first weights"),
        ("Shift+V",),
    ),
)
PAIRS = tuple(
    Spec(f"pair_{pair.name}", pair.title, pair.about, (f"Ctrl+{n}",))
    for n, pair in enumerate(pairs.PAIRS, start=1)
)
EXPLAIN = (
    Spec(
        "next_stage",
        translate("Actions", "Next stage"),
        translate("Actions", "Next stage of the update under the microscope"),
        (".",),
    ),
)
ENGINE = (
    Spec(
        "engine_auto",
        translate("Actions", "Compiled (Numba)"),
        translate("Actions", "Train in compiled code, if it is there"),
        checkable=True,
    ),
    Spec(
        "engine_numpy",
        "NumPy",
        translate(
            "Actions",
            "Train in plain NumPy: slower; each step agrees to 12 digits, long runs may part ways",
        ),
        checkable=True,
    ),
)
LECTURE = (
    Spec(
        "lessons",
        translate("Actions", "Lessons…"),
        translate("Actions", "Choose a lesson, a failure or an example"),
        ("Ctrl+L",),
        "lessons",
    ),
    Spec(
        "next_scene",
        translate("Actions", "Next scene"),
        translate("Actions", "Go on in the lesson; the answer of an open question comes first"),
        ("PgDown",),
    ),
    Spec(
        "previous_scene",
        translate("Actions", "Scene before"),
        translate("Actions", "Go back in the lesson"),
        ("PgUp",),
    ),
    Spec(
        "run_scene",
        translate("Actions", "Run the scene"),
        translate("Actions", "Open the scene again and train it at its pace"),
        ("G",),
    ),
    Spec(
        "cure",
        translate("Actions", "Cure"),
        translate("Actions", "Put the cure of a failure beside it, as B, and train both"),
        ("K",),
    ),
    Spec(
        "reveal",
        translate("Actions", "Answer"),
        translate("Actions", "End the vote; show the answer and what was hidden"),
        ("A",),
    ),
    Spec(
        "speaker_notes",
        translate("Actions", "Speaker’s notes"),
        translate("Actions", "The notes on the scene, in their own window"),
        ("S",),
    ),
    Spec(
        "save_scene",
        translate("Actions", "Save as scene…"),
        translate("Actions", "Write what is on screen as a scene of a lesson"),
    ),
    Spec(
        "leave_lesson",
        translate("Actions", "Leave the lesson"),
        translate("Actions", "Give back what was open before the lesson"),
    ),
)
VOTES = tuple(
    Spec(
        f"vote_{n}",
        translate("Actions", "Vote for {n}").format(n=n),
        translate("Actions", "Count a vote on the open question"),
    )
    for n in range(1, 7)
)
FIND = (
    Spec(
        "palette",
        translate("Actions", "Find…"),
        translate("Actions", "Find any action, setting, lesson or example by a few letters"),
        ("Ctrl+K",),
    ),
)
HELP = (
    Spec(
        "help",
        translate("Actions", "Keys and mouse"),
        translate("Actions", "What the keys and the mouse do"),
        ("?", "F1"),
        "help",
    ),
    Spec(
        "first_steps",
        translate("Actions", "First steps"),
        translate("Actions", "Six sentences for the first minutes, beside what they name"),
    ),
    Spec(
        "legend",
        translate("Actions", "Marks and colours"),
        translate("Actions", "What the marks and colours mean"),
        ("Shift+F1",),
    ),
    Spec(
        "menu",
        translate("Actions", "Menu"),
        translate("Actions", "Open the menus, in presentation too"),
        ("F10",),
        "menu",
    ),
    Spec(
        "leave",
        translate("Actions", "Leave"),
        translate("Actions", "Leave drawing, presentation, a panel or an explanation"),
        ("Esc",),
    ),
)

# Every action, under what it is about.
GROUPS = (
    (translate("Actions", "Train"), RUN),
    (translate("Actions", "Look back"), TIME),
    (translate("Actions", "See"), (*VIEW, *PAGES, *TEXT, *NEXT_NUMBERS)),
    (translate("Actions", "Lecture"), LECTURE),
    (translate("Actions", "Votes"), VOTES),
    (translate("Actions", "File and edit"), (*FILE, *EDIT)),
    (translate("Actions", "Compare"), (*COMPARE, *PAIRS)),
    (translate("Actions", "Help and explanation"), (*FIND, *HELP, *EXPLAIN)),
    (translate("Actions", "Numbers on the network"), NUMBERS),
    (translate("Actions", "Theme"), THEME),
    (translate("Actions", "Symbols"), NOTATION),
    (translate("Actions", "Engine"), ENGINE),
)
