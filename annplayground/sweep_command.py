"""`annplayground sweep`: many runs into one table, which can be killed and gone on with. Never
imports Qt."""

import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annplayground import ending, streams
from annplayground.cluster import cluster
from annplayground.core.engines.available import engine_class, engine_problem
from annplayground.core.experiment import Experiment
from annplayground.core.numerals import fixed
from annplayground.core.settings import setting
from annplayground.core.sweep import (
    Row,
    SweepError,
    Task,
    check_path,
    columns,
    finished,
    tasks,
)
from annplayground.core.words import translate
from annplayground.io.files import FileError
from annplayground.io.sweep_csv import Cells, SweepTable, cell, cells, open_sweep
from annplayground.progress import Progress

_OFF = ("off", "none")


# Does some tasks, and gives the number and the row of each when it is done.
Done = Callable[[Sequence[Task]], Iterator[tuple[int, Row]]]


@dataclass(frozen=True)
class Outcome:
    """Where a sweep ended: `done` of `runs`; `ended_by` is None, or the number of the signal that
    ended it before its time."""

    runs: int
    done: int
    solved: int
    diverged: int
    ended_by: int | None

    def as_sentence(self, out: Path) -> str:
        """The same for a reader, in one line."""
        found = translate("Commands", "{solved} solved, {diverged} diverged; {out}").format(
            solved=self.solved, diverged=self.diverged, out=out
        )
        if self.done == self.runs:
            return translate("Commands", "{runs} runs: {found}").format(runs=self.runs, found=found)
        return translate(
            "Commands", "{done} of {runs} runs: {found}; the same command goes on from there"
        ).format(done=self.done, runs=self.runs, found=found)


def sweep_into(
    out: Path,
    experiment: Experiment,
    seeds: int,
    vary: Sequence[str],
    epochs: int,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Outcome:
    """Do a sweep, or the rest of one, and append each row to `out` when its run is done.

    `vary` are texts such as "training.learning_rate=0.01,0.1"; at the address of a `scheduler`, a
    Dask cluster does the runs. Raises `SweepError` for what cannot be, `FileError` for a file that
    cannot be had or is of another sweep.
    """
    varied = parsed(vary)
    keys = {_key(task): task for task in tasks(experiment, seeds, varied, epochs)}
    names = columns(list(varied))
    doer: AbstractContextManager[tuple[Executor | None, int | None]]
    doer = nullcontext((None, None)) if scheduler is None else cluster(scheduler)
    with (
        ending.noted() as request,
        doer as (executor, most),
        open_sweep(out, names, list(keys)) as table,
    ):

        def do(some: Sequence[Task]) -> Iterator[tuple[int, Row]]:
            return finished(some, workers or most, executor, lambda: request.number is not None)

        if executor is None:
            _say_engine(experiment)
        if table.done:
            _check_same(out, table, keys, names, do)
            streams.tell(
                translate("Commands", "{out} has {done} of the {n} runs already").format(
                    out=out, done=len(table.done), n=len(keys)
                )
            )
        table.begin()
        _do_rest(table, keys, do)
        rows = [dict(zip(names, row, strict=True)) for row in table.done.values()]
    return Outcome(
        runs=len(keys),
        done=len(rows),
        solved=sum(row["solved_at"] != "" for row in rows),
        diverged=sum(row["diverged"] == cell(True) for row in rows),
        ended_by=request.number,
    )


def _do_rest(table: SweepTable, keys: dict[Cells, Task], do: Done) -> None:
    """Do the runs that are not there yet."""
    progress, begun = Progress(sys.stderr), len(table.done)
    left = [task for key, task in keys.items() if key not in table.done]
    for _, row in do(left):
        table.add(cells(row))
        if progress.is_due():
            done = len(table.done)
            words = translate("Commands", "{done}/{n} runs  {rate}/s").format(
                done=done, n=len(keys), rate=fixed((done - begun) / progress.seconds, 1)
            )
            progress.draw(done / len(keys), words)
    progress.end()


def _key(task: Task) -> Cells:
    return tuple(cell(value) for _, value in task.varied)


def _check_same(
    out: Path,
    table: SweepTable,
    keys: dict[Cells, Task],
    names: Sequence[str],
    do: Done,
) -> None:
    """Do one of the runs that are there once more, the shortest of those that did not diverge: only
    the same experiment, trained as long, ends at the same numbers. Raises `FileError`."""
    diverged, place = names.index("diverged"), names.index("seconds")

    def effort(key: Cells) -> tuple[bool, float]:
        row = table.done[key]
        return row[diverged] != cell(False), _seconds(row[place])

    key = min(table.done, key=effort)
    for _, row in do([keys[key]]):  # none where a signal ends it
        for name, was, now in zip(names[:place], table.done[key], cells(row), strict=False):
            if was != now:
                raise FileError(
                    translate(
                        "Commands",
                        "{out} is of another sweep, as {name} of its run with seed {seed} is "
                        "{was} and here {now}: name another file",
                    ).format(
                        out=out,
                        name=name,
                        seed=row["seed"],
                        was=was or translate("Commands", "nothing"),
                        now=now or translate("Commands", "nothing"),
                    )
                )


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.inf


def _say_engine(experiment: Experiment) -> None:
    if problem := engine_problem(experiment, engine_class("auto", _say_compiling)):
        streams.tell(problem)


def _say_compiling() -> None:
    streams.tell(
        translate(
            "Commands",
            "The training loop is being compiled, once on this machine, which takes some ten "
            "seconds",
        )
    )


# -- what is varied -------------------------------------------------------------------------------


def parsed(texts: Sequence[str]) -> dict[str, list[Any]]:
    """What is varied, path -> values, as it is typed: PATH=a,b,c. Raises `SweepError`."""
    found: dict[str, list[Any]] = {}
    for text in texts:
        path, equals, values = text.partition("=")
        path = path.strip()
        if not equals:
            raise SweepError(
                translate(
                    "Commands",
                    "--vary takes PATH=a,b,c as in training.learning_rate=0.01,0.1, not {text}",
                ).format(text=repr(text[:40]))
            )
        check_path(path)
        if path in found:
            raise SweepError(
                translate("Commands", "{path} is varied twice: name all its values at once").format(
                    path=path
                )
            )
        found[path] = [_value(path, word.strip()) for word in values.split(",")]
    return found


def _value(path: str, word: str) -> Any:
    """A value of a setting as it is typed; what is none stays a text, which its row refuses."""
    row = setting(path)
    if row.optional and word in _OFF:
        return None
    if row.several:
        return tuple(word.split("+"))
    if row.choices is not None:
        return word
    if row.words.get(word) is not None:
        return row.words[word]
    if row.whole or row.count:
        return int(word) if re.fullmatch(r"[+-]?\d{1,20}", word) else word
    try:
        return float(word)
    except ValueError:
        return word
