"""The arguments of the command `annplayground` and of the commands in it."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from annplayground import __version__, streams
from annplayground import argument_values as values
from annplayground.core.words import translate
from annplayground.gui.layout.layouts import CARDS, EXPLANATIONS

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction["_Parser"]

EXIT_HELP = translate(
    "Commands",
    "Exit status: 0 when all went well, 1 when training diverged (the numbers are those "
    "of the last finite weights), 2 for bad input, a missing screen or output that "
    "cannot be printed; 130 after Ctrl-C, 143 and 129 after the signals TERM and HUP.",
)
SWEEP_EXIT_HELP = translate(
    "Commands",
    "Exit status: 0 when all runs are done, also where some diverged, 2 for bad input or "
    "output that cannot be printed; 130 after Ctrl-C, 143 and 129 after the signals TERM "
    "and HUP: the same command goes on from there.",
)
LESSONS_EXIT_HELP = translate(
    "Commands",
    "Exit status: 0 when all went well, 1 when a claim failed, 2 for bad input or output "
    "that cannot be printed; 130 after Ctrl-C, 143 and 129 after the signals TERM and "
    "HUP.",
)
FILE_HELP = translate(
    "Commands", "an experiment (.json), or points (.csv, .tsv, .txt) for the default experiment"
)


class CommandError(Exception):
    """A command line that cannot be obeyed; the text is one sentence that says why."""


def listed(words: Sequence[str]) -> str:
    """Some words, at least two, as in a sentence."""
    return translate("Commands", "{words} and {last}").format(
        words=", ".join(words[:-1]), last=words[-1]
    )


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(
            translate("Commands", "{message} (see {prog} --help)").format(
                message=message, prog=self.prog
            )
        )

    def _print_message(self, message: str, _file: Any = None) -> None:
        # Help and version: argparse itself would be silent where they cannot be printed.
        streams.show(message.removesuffix("\n"))


def window_parser() -> argparse.ArgumentParser:
    """Without a command: the window."""
    parser = _Parser(
        prog="annplayground",
        usage=translate(
            "Commands",
            "annplayground [FILE] [--engine auto|numba|numpy] [--lessons DIR]\n"
            "       annplayground train FILE --epochs N [--history H.csv] [--json] "
            "[--engine ...]\n"
            "       annplayground render [FILE] [--epochs N] [--size WxH] [--theme light|dark] "
            "[--present]\n"
            "                            [--explain NAME] [--alone NAME]... --out P.png\n"
            "       annplayground export FILE --to numpy [--epochs N] --out F.py\n"
            "       annplayground sweep FILE --seeds N [--vary PATH=a,b,c]... [--epochs N] "
            "[--workers N]\n"
            "                            [--scheduler ADDRESS] --out R.csv\n"
            "       annplayground lessons [--check] [--seeds FROM:N] [--json] [LESSON or FILE]",
        ),
        description=translate(
            "Commands",
            "A desktop laboratory for small neural networks. Without a command, the window "
            "opens, with the experiment or the points in FILE if there is one.",
        ),
        epilog=translate(
            "Commands", "'annplayground train --help' and so on say more. {exit_status}"
        ).format(exit_status=EXIT_HELP),
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", nargs="*", help=FILE_HELP)
    _add_engine(parser, translate("Commands", "the one chosen in the menu"))
    parser.add_argument(
        "--lessons",
        type=Path,
        metavar="DIR",
        help=translate("Commands", "a folder of lessons of your own"),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"annplayground {__version__}",
    )
    return parser


def command_parser() -> argparse.ArgumentParser:
    """With a command, which is in `command`."""
    parser = _Parser(prog="annplayground")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_train(commands)
    _add_render(commands)
    _add_export(commands)
    _add_sweep(commands)
    _add_lessons(commands)
    return parser


def _command(
    commands: "_Commands", name: str, description: str, epilog: str = EXIT_HELP
) -> "_Parser":
    return commands.add_parser(name, description=description, epilog=epilog, allow_abbrev=False)


def _add_train(commands: "_Commands") -> None:
    train = _command(
        commands,
        "train",
        translate(
            "Commands",
            "Train the experiment, or on the points, in FILE without a window and print "
            "where it ends.",
        ),
    )
    train.add_argument("file", metavar="FILE", help=FILE_HELP)
    _add_epochs(train, required=True)
    train.add_argument(
        "--history",
        type=Path,
        metavar="H.csv",
        help=translate(
            "Commands",
            "write the losses, the accuracies and the metrics of each layer, epoch by epoch",
        ),
    )
    _add_engine(train, "auto")
    train.add_argument(
        "--json", action="store_true", help=translate("Commands", "print the result as JSON")
    )


def _add_render(commands: "_Commands") -> None:
    render = _command(
        commands,
        "render",
        translate("Commands", "Draw the window into a PNG file; this needs no screen."),
    )
    render.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help=translate("Commands", "{file}; the default if left out").format(file=FILE_HELP),
    )
    _add_epochs(render, required=False)
    render.add_argument(
        "--size",
        type=values.size,
        default=(1600, 900),
        metavar="WxH",
        help=translate("Commands", "width and height in pixels (default 1600x900)"),
    )
    render.add_argument("--theme", choices=("light", "dark"), default="light")
    render.add_argument(
        "--present", action="store_true", help=translate("Commands", "in the size for a projector")
    )
    render.add_argument(
        "--explain",
        type=values.explanation,
        metavar="NAME",
        help=translate(
            "Commands",
            "with this explanation, beside the network or beside the panel of --alone: {listed}",
        ).format(listed=listed(EXPLANATIONS)),
    )
    render.add_argument(
        "--alone",
        type=values.panel,
        action="append",
        default=[],
        metavar="NAME",
        help=translate(
            "Commands",
            "show this panel alone, or two of them side by side if it is given twice: {listed}",
        ).format(listed=listed(CARDS)),
    )
    render.add_argument("--out", type=Path, required=True, metavar="P.png")


def _add_export(commands: "_Commands") -> None:
    export = _command(
        commands,
        "export",
        translate(
            "Commands",
            "Write the experiment in FILE as something else: as a Python script that needs "
            "NumPy alone, trains and prints the same losses.",
        ),
    )
    export.add_argument("file", metavar="FILE", help=FILE_HELP)
    export.add_argument("--to", required=True, metavar="FORM", help="numpy")
    _add_epochs(export, required=False, default=100)
    export.add_argument("--out", type=Path, required=True, metavar="F.py")


def _add_sweep(commands: "_Commands") -> None:
    sweep = _command(
        commands,
        "sweep",
        translate(
            "Commands",
            "Train the experiment, or on the points, in FILE from many first weights, and "
            "with each combination of the settings that are varied: one row a run.",
        ),
        SWEEP_EXIT_HELP,
    )
    sweep.add_argument("file", metavar="FILE", help=FILE_HELP)
    sweep.add_argument(
        "--seeds",
        type=values.at_least_one,
        required=True,
        metavar="N",
        help=translate(
            "Commands", "how many first weights: network.seed is 0 to N − 1, and the data stay"
        ),
    )
    sweep.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="PATH=a,b,c",
        help=translate(
            "Commands",
            "a setting and its values, as in training.learning_rate=0.01,0.1,1; given more "
            "than once, all combinations are trained (of data.features, + joins the inputs "
            "of one value)",
        ),
    )
    _add_epochs(sweep, required=False, default=1000)
    sweep.add_argument(
        "--workers",
        type=values.at_least_one,
        metavar="N",
        help=translate(
            "Commands", "how many runs at a time (default: one a core); the table is the same"
        ),
    )
    sweep.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help=translate(
            "Commands",
            "let the Dask cluster there do the runs, as in tcp://10.0.0.1:8786; needs the "
            "extra 'dask'",
        ),
    )
    sweep.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="R.csv",
        help=translate(
            "Commands",
            "the table: a row is appended when its run is done, and rows that are there "
            "already are kept",
        ),
    )


def _add_lessons(commands: "_Commands") -> None:
    lessons = _command(
        commands,
        "lessons",
        translate(
            "Commands",
            "List the lessons, or the scenes and claims of one; check the claims by training.",
        ),
        LESSONS_EXIT_HELP,
    )
    lessons.add_argument(
        "lesson",
        metavar="LESSON or FILE",
        nargs="?",
        help=translate(
            "Commands", "the name or number of a lesson, or a file (.toml); all lessons if left out"
        ),
    )
    lessons.add_argument(
        "--check",
        action="store_true",
        help=translate("Commands", "train, and say whether each claim holds"),
    )
    lessons.add_argument(
        "--seeds",
        type=values.seeds,
        default=(1000, None),
        metavar="FROM:N",
        help=translate(
            "Commands",
            "the N seeds from FROM on (default: from 1000 on, as many as each claim says)",
        ),
    )
    lessons.add_argument(
        "--json", action="store_true", help=translate("Commands", "print the result as JSON")
    )


def _add_engine(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--engine",
        choices=("auto", "numba", "numpy"),
        default="auto" if default == "auto" else None,
        help=translate(
            "Commands",
            "what trains: compiled code, NumPy, or the faster that there is (default {default})",
        ).format(default=default),
    )


def _add_epochs(parser: argparse.ArgumentParser, required: bool, default: int = 0) -> None:
    parser.add_argument(
        "--epochs",
        type=values.whole_number,
        required=required,
        default=default,
        metavar="N",
        help=(
            translate("Commands", "train this many epochs")
            if required
            else translate("Commands", "train this many epochs (default {n})")
        ).format(n=default),
    )
