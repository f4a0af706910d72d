"""`annplayground export`: an experiment written as something else. Never imports Qt."""

from collections.abc import Callable
from pathlib import Path

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.io.export.numpy_script import numpy_script
from annplayground.io.export.refusal import ExportError
from annplayground.io.files import check_writable, write_text


def _as_numpy(experiment: Experiment, epochs: int) -> str:
    return numpy_script(experiment, epochs).text


# name of a form -> (its suffix, what writes it for a number of epochs)
FORMS: dict[str, tuple[str, Callable[[Experiment, int], str]]] = {"numpy": (".py", _as_numpy)}


def check_form(form: str, path: Path) -> None:
    """Raise `ExportError` for an unknown form, or a path that is not named as its files are, and
    `FileError` when nothing can be written there."""
    if form not in FORMS:
        raise ExportError(
            translate("Commands", "there is no form {form} to export to: choose {forms}").format(
                form=repr(form[:40]), forms=", ".join(FORMS)
            )
        )
    suffix, _ = FORMS[form]
    if path.suffix.lower() != suffix:
        raise ExportError(
            translate(
                "Commands", "the form {form} is a {suffix} file: {path} must end in {suffix}"
            ).format(form=repr(form), suffix=suffix, path=path)
        )
    check_writable(path)


def export(experiment: Experiment, form: str, path: Path, epochs: int) -> None:
    """Write the experiment in a form, to train for so many epochs.

    Raises `ExportError` if it has no such form, and `FileError` when it cannot be written.
    """
    check_form(form, path)
    write_text(path, FORMS[form][1](experiment, epochs))
