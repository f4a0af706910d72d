"""`annplayground render`: draws the real window into a PNG file, on a machine without a screen."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.io.files import replacing
from annplayground.scaling import drop_scaling
from annplayground.screen import StartError, check_screen, library_problem

# Time for the layout to come to rest and for what is drawn with a delay.
SETTLE_MS = 150


if TYPE_CHECKING:
    from annplayground.gui.main_window import MainWindow


@dataclass(frozen=True)
class Scene:
    """What the picture shows: `size` is its width and height in pixels, `explain` the explanation
    that is opened, and `panels` are the one or two that are shown; none: those that the window
    shows by itself."""

    size: tuple[int, int] = (1600, 900)
    theme: str = "light"
    present: bool = False
    explain: str | None = None
    panels: tuple[str, ...] = ()


class PictureError(Exception):
    """An error of the program while it drew; the text is one sentence for the user."""


def render(experiment: Experiment | None, path: Path, epochs: int, scene: Scene) -> bool:
    """Train for `epochs` in the window, and save its picture.

    Returns whether training diverged. The user's settings are neither read nor written.

    Raises `StartError` when Qt cannot start or the window does not fit the size, `FileError` when
    the picture cannot be written, and `PictureError` when the program itself fails.
    """
    prepare_environment()
    check_screen()
    try:
        from annplayground.app import create_application, end_window, settle
        from annplayground.gui.main_window import MainWindow
        from annplayground.gui.process.reports import described, logged, noted_errors
        from annplayground.gui.process.signal_wakeup import signals_heard
        from annplayground.gui.waiting import train_and_wait
    except ImportError as error:
        raise library_problem(error) from error

    create_application(["annplayground"])
    with signals_heard(), noted_errors() as errors:
        window = MainWindow(experiment, remember=False)
        try:
            show(window, scene)
            settle(SETTLE_MS)
            diverged = train_and_wait(window, epochs).divergence is not None
            settle(SETTLE_MS)
            while window.explain.current.typesetting:
                settle(SETTLE_MS)
            picture = window.grab()
        finally:
            end_window(window)
    if errors:
        raise PictureError(
            translate(
                "Commands", "there is no picture, for the program met {described}; {logged}"
            ).format(described=described(errors[0]), logged=logged(errors[0]))
        ) from errors[0]
    if (picture.width(), picture.height()) != scene.size:
        raise StartError(
            translate(
                "Commands",
                "the window does not fit {size}: it needs at least {least}",
            ).format(
                size=f"{scene.size[0]}x{scene.size[1]}",
                least=f"{picture.width()}x{picture.height()}",
            )
        )
    with replacing(path) as temporary:
        if not picture.save(str(temporary), "PNG"):
            raise OSError(translate("Commands", "the picture could not be saved"))
    return diverged


def show(window: "MainWindow", scene: Scene) -> None:
    """Show the window, and in it a scene."""
    window.set_theme(scene.theme)
    window.set_presentation(scene.present)
    window.resize(*scene.size)
    window.show()  # only then do the parts of a card know how high they are
    if scene.explain is not None:
        window.explain.show_view(scene.explain)
    if scene.panels:
        window.stage.show(scene.panels)
        if scene.explain is not None:
            window.board.turn_to("explain")


def prepare_environment() -> None:
    """Make Qt draw without a screen (unless the user chose a platform), one pixel for one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    drop_scaling(os.environ)
