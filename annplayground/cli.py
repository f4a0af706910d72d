"""The command `annplayground`: opens the window, trains without one, or draws it into a file.

Whatever the user can get wrong ends with one sentence on stderr and exit status 2.
"""

import argparse
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from annplayground import __version__, ending, streams
from annplayground.gui.layouts import CARDS, EXPLANATIONS, one_of
from annplayground.io.files import FileError, check_writable
from annplayground.screen import StartError, check_screen, library_problem
from annplayground.streams import OutputError

if TYPE_CHECKING:
    from annplayground.core.experiment import Experiment

# The rest is imported where it is needed: `train` never loads Qt, `--help` not even NumPy.

COMMANDS = ("train", "render", "export")
EXIT_OK, EXIT_DIVERGED, EXIT_BAD_INPUT = 0, 1, 2
EXIT_HELP = (
    "Exit status: 0 when all went well, 1 when training diverged (the numbers are those of the "
    "last finite weights), 2 for bad input, a missing screen or output that cannot be printed; "
    "130 after Ctrl-C, 143 and 129 after the signals TERM and HUP."
)
FILE_HELP = "an experiment (.json), or points (.csv, .tsv, .txt) for the default experiment"
MAX_SIDE = 8192


class CommandError(Exception):
    """A command line that cannot be obeyed; the text is one sentence that says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (the process's own if None); its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    streams.prepare()
    try:
        with ending.handled_by(ending.leave):
            if arguments and arguments[0] in COMMANDS:
                return _run_command(_command_parser().parse_args(arguments))
            return _run_window(_window_parser().parse_args(arguments))
    except (CommandError, FileError, StartError, OutputError) as error:
        streams.tell(str(error))
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        return ending.status(signal.SIGINT)


# -- the commands ---------------------------------------------------------------------------------


def _run_window(options: argparse.Namespace) -> int:
    if len(options.file) > 1:
        raise CommandError(
            f"the window opens one file, not {len(options.file)}, and {options.file[0]!r} is no "
            f"command: the commands are {_listed(COMMANDS)}"
        )
    path = Path(options.file[0]) if options.file else None
    experiment, note = (None, None) if path is None else _read(options.file[0])
    check_screen()
    try:
        from annplayground.app import run_window
    except ImportError as error:
        raise library_problem(error) from error
    return run_window(experiment, options.engine, path, note)


def _run_command(options: argparse.Namespace) -> int:
    run = {"train": _run_train, "render": _run_render, "export": _run_export}
    return run[options.command](options)


def _run_train(options: argparse.Namespace) -> int:
    from annplayground.train import train

    experiment, _ = _read(options.file)
    try:
        outcome = train(experiment, options.epochs, options.history, options.engine)
    except ValueError as error:
        raise CommandError(str(error)) from error
    try:
        streams.show(outcome.as_json() if options.json else outcome.as_sentence())
    except OutputError:
        # After a signal there may be no terminal any more, and that is no mistake of the user's.
        if outcome.ended_by is None:
            raise
    if outcome.ended_by is not None:
        return ending.status(outcome.ended_by)
    return EXIT_OK if outcome.diverged is None else EXIT_DIVERGED


def _run_render(options: argparse.Namespace) -> int:
    if options.out.suffix.lower() != ".png":
        raise CommandError(f"the picture is a PNG file: {options.out} must end in .png")
    panels = _panels(options.alone, options.explain)
    check_writable(options.out)
    experiment = _read(options.file)[0] if options.file else None
    from annplayground.render import PictureError, Scene, render

    scene = Scene(options.size, options.theme, options.present, options.explain, panels)
    try:
        diverged = render(experiment, options.out, options.epochs, scene)
    except PictureError as error:
        raise CommandError(str(error)) from error
    return EXIT_DIVERGED if diverged else EXIT_OK


def _run_export(options: argparse.Namespace) -> int:
    from annplayground.export import check_form, export
    from annplayground.io.export.refusal import ExportError

    try:
        check_form(options.to, options.out)
        export(_read(options.file)[0], options.to, options.out, options.epochs)
    except ExportError as error:
        raise CommandError(str(error)) from error
    return EXIT_OK


def _panels(alone: Sequence[str], explain: str | None) -> tuple[str, ...]:
    """The panels to show, none being those that the window shows by itself; an explanation that is
    asked for is among them."""
    panels = tuple(dict.fromkeys([*alone, "explain"] if alone and explain else alone))
    if len(panels) > 2:
        raise CommandError(
            f"two panels stand side by side at most, and {len(panels)} are asked for: "
            f"{_listed(panels)}"
        )
    return panels


def _read(name: str) -> "tuple[Experiment, str | None]":
    """The Experiment or the points in a file, and a note on what was changed, which goes to stderr;
    a word that is no file gets the list of commands."""
    from annplayground.io.formats import read_file

    try:
        experiment, note = read_file(name)
    except FileError as error:
        if Path(name).suffix or not isinstance(error.__cause__, FileNotFoundError):
            raise
        raise CommandError(
            f"there is no file {name!r}, and it is no command: the commands are {_listed(COMMANDS)}"
        ) from error
    if note:
        streams.tell(f"{name}: {note}")
    return experiment, note


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


# -- the arguments --------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message} (see {self.prog} --help)")

    def _print_message(self, message: str, _file: Any = None) -> None:
        # Help and version: argparse itself would be silent where they cannot be printed.
        streams.show(message.removesuffix("\n"))


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="annplayground",
        usage="annplayground [FILE] [--engine auto|numba|numpy]\n"
        "       annplayground train FILE --epochs N [--history H.csv] [--json] [--engine ...]\n"
        "       annplayground render [FILE] [--epochs N] [--size WxH] [--theme light|dark] "
        "[--present]\n"
        "                            [--explain NAME] [--alone NAME]... --out P.png\n"
        "       annplayground export FILE --to numpy [--epochs N] --out F.py",
        description="A desktop laboratory for small neural networks. Without a command, the "
        "window opens, with the experiment or the points in FILE if there is one.",
        epilog=f"'annplayground train --help' and so on say more. {EXIT_HELP}",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", nargs="*", help=FILE_HELP)
    _add_engine(parser, "the one chosen in the menu")
    parser.add_argument("--version", action="version", version=f"annplayground {__version__}")
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="annplayground")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser(
        "train",
        description="Train the experiment, or on the points, in FILE without a window and print "
        "where it ends.",
        epilog=EXIT_HELP,
        allow_abbrev=False,
    )
    train.add_argument("file", metavar="FILE", help=FILE_HELP)
    _add_epochs(train, required=True)
    train.add_argument(
        "--history",
        type=Path,
        metavar="H.csv",
        help="write the losses, the accuracies and the metrics of each layer, epoch by epoch",
    )
    _add_engine(train, "auto")
    train.add_argument("--json", action="store_true", help="print the result as JSON")

    render = commands.add_parser(
        "render",
        description="Draw the window into a PNG file; this needs no screen.",
        epilog=EXIT_HELP,
        allow_abbrev=False,
    )
    render.add_argument(
        "file", metavar="FILE", nargs="?", help=f"{FILE_HELP}; the default if left out"
    )
    _add_epochs(render, required=False)
    render.add_argument(
        "--size",
        type=_size,
        default=(1600, 900),
        metavar="WxH",
        help="width and height in pixels (default 1600x900)",
    )
    render.add_argument("--theme", choices=("light", "dark"), default="light")
    render.add_argument("--present", action="store_true", help="in the size for a projector")
    render.add_argument(
        "--explain",
        type=_explanation,
        metavar="NAME",
        help="with this explanation, beside the network or beside the panel of --alone: "
        f"{_listed(EXPLANATIONS)}",
    )
    render.add_argument(
        "--alone",
        type=_panel,
        action="append",
        default=[],
        metavar="NAME",
        help="show this panel alone, or two of them side by side if it is given twice: "
        f"{_listed(CARDS)}",
    )
    render.add_argument("--out", type=Path, required=True, metavar="P.png")

    export = commands.add_parser(
        "export",
        description="Write the experiment in FILE as something else: as a Python script that needs "
        "NumPy alone, trains and prints the same losses.",
        epilog=EXIT_HELP,
        allow_abbrev=False,
    )
    export.add_argument("file", metavar="FILE", help=FILE_HELP)
    export.add_argument("--to", required=True, metavar="FORM", help="numpy")
    _add_epochs(export, required=False, default=100)
    export.add_argument("--out", type=Path, required=True, metavar="F.py")
    return parser


def _add_engine(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--engine",
        choices=("auto", "numba", "numpy"),
        default="auto" if default == "auto" else None,
        help=f"what trains: compiled code, NumPy, or the faster that there is (default {default})",
    )


def _add_epochs(parser: argparse.ArgumentParser, required: bool, default: int = 0) -> None:
    parser.add_argument(
        "--epochs",
        type=_epochs,
        required=required,
        default=default,
        metavar="N",
        help="train this many epochs" + ("" if required else f" (default {default})"),
    )


def _epochs(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number of 0 or more")
    return int(text)


def _explanation(text: str) -> str:
    return _named(EXPLANATIONS, text, "explanation")


def _panel(text: str) -> str:
    return _named(CARDS, text, "panel")


def _named(names: Sequence[str], text: str, kind: str) -> str:
    try:
        return one_of(names, text, kind)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,5})[x×]([0-9]{1,5})", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no size such as 1600x900")
    width, height = int(match[1]), int(match[2])
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise argparse.ArgumentTypeError(f"{text} is out of bounds: 1 to {MAX_SIDE} pixels a side")
    return width, height


if __name__ == "__main__":
    sys.exit(main())
