"""The command `annplayground`: opens the window, trains without one, or draws it into a file.

Whatever the user can get wrong ends with one sentence on stderr and exit status 2.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annplayground import ending, streams
from annplayground.arguments import CommandError, command_parser, listed, window_parser
from annplayground.core.words import translate
from annplayground.io.files import FileError, check_writable
from annplayground.screen import StartError, check_screen, library_problem
from annplayground.streams import OutputError

if TYPE_CHECKING:
    from annplayground.core.experiment import Experiment

# The rest is imported where it is needed: `train` never loads Qt, `--help` not even NumPy.

COMMANDS = ("train", "render", "export", "sweep", "lessons")
EXIT_OK, EXIT_DIVERGED, EXIT_BAD_INPUT = 0, 1, 2
EXIT_CLAIM_FAILED = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (the process's own if None); its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    streams.prepare()
    try:
        with ending.handled_by(ending.leave):
            if arguments and arguments[0] in COMMANDS:
                return _run_command(command_parser().parse_args(arguments))
            return _run_window(window_parser().parse_args(arguments))
    except (CommandError, FileError, StartError, OutputError) as error:
        streams.tell(str(error))
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        return ending.status(signal.SIGINT)


# -- the commands ---------------------------------------------------------------------------------


def _run_window(options: argparse.Namespace) -> int:
    if len(options.file) > 1:
        raise CommandError(
            translate(
                "Commands",
                "the window opens one file, not {n}, and {name} is no command: the "
                "commands are {listed}",
            ).format(n=len(options.file), name=repr(options.file[0]), listed=listed(COMMANDS))
        )
    path = Path(options.file[0]) if options.file else None
    experiment, note = (None, None) if path is None else _read(options.file[0])
    lessons = None if options.lessons is None else _folder(options.lessons)
    check_screen()
    try:
        from annplayground.app import run_window
    except ImportError as error:
        raise library_problem(error) from error
    return run_window(experiment, options.engine, path, note, lessons)


def _folder(path: Path) -> Path:
    """A folder of lessons that is there."""
    from annplayground.io.lessons.found import own

    own(path)
    return path


def _run_command(options: argparse.Namespace) -> int:
    run = {
        "train": _run_train,
        "render": _run_render,
        "export": _run_export,
        "sweep": _run_sweep,
        "lessons": _run_lessons,
    }
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
        raise CommandError(
            translate("Commands", "the picture is a PNG file: {path} must end in .png").format(
                path=options.out
            )
        )
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


def _run_sweep(options: argparse.Namespace) -> int:
    experiment, _ = _read(options.file)
    from annplayground.core.sweep import SweepError
    from annplayground.sweep_command import sweep_into

    try:
        outcome = sweep_into(
            options.out,
            experiment,
            options.seeds,
            options.vary,
            options.epochs,
            options.workers,
            options.scheduler,
        )
    except SweepError as error:
        raise CommandError(str(error)) from error
    try:
        streams.show(outcome.as_sentence(options.out))
    except OutputError:
        if outcome.ended_by is None:
            raise
    return EXIT_OK if outcome.ended_by is None else ending.status(outcome.ended_by)


def _run_lessons(options: argparse.Namespace) -> int:
    from annplayground.lessons_command import chosen, list_lessons, review

    lessons, problems = chosen(options.lesson)
    for problem in problems:
        streams.tell(problem)
    if not options.check:
        streams.show(list_lessons(lessons, options.json, options.lesson is not None))
        return EXIT_BAD_INPUT if problems else EXIT_OK
    outcome = review(lessons, options.seeds, options.json)
    if outcome.ended_by is not None:
        return ending.status(outcome.ended_by)
    if problems:
        return EXIT_BAD_INPUT
    return EXIT_OK if outcome.holds else EXIT_CLAIM_FAILED


def _panels(alone: Sequence[str], explain: str | None) -> tuple[str, ...]:
    """The panels to show, none being those that the window shows by itself; an explanation that is
    asked for is among them."""
    panels = tuple(dict.fromkeys([*alone, "explain"] if alone and explain else alone))
    if len(panels) > 2:
        raise CommandError(
            translate(
                "Commands",
                "two panels stand side by side at most, and {n} are asked for: {listed}",
            ).format(n=len(panels), listed=listed(panels))
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
            translate(
                "Commands",
                "there is no file {name}, and it is no command: the commands are {listed}",
            ).format(name=repr(name), listed=listed(COMMANDS))
        ) from error
    if note:
        streams.tell(f"{name}: {note}")
    return experiment, note


if __name__ == "__main__":
    sys.exit(main())
