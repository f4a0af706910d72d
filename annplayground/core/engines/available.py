"""Which engine trains: the one compiled by Numba if it can be had, else the one in NumPy.

Compiling takes some ten seconds, once per machine, in a child process: `EngineLoader` waits for it
in a thread, so that a window can go on training with NumPy meanwhile.
"""

import logging
import os
import threading
from collections.abc import Callable
from functools import cache

from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.engines.protocol import Engine
from annplayground.core.experiment import Experiment
from annplayground.core.kernels.library import Compilation, CompilationError, Stopped, load_library
from annplayground.core.words import translate

_LOGGER = logging.getLogger(__name__)

ENGINES = ("auto", "numba", "numpy")
# Overrides what "auto" means, for a machine on which Numba misbehaves, and for tests.
VARIABLE = "ANNPLAYGROUND_ENGINE"

_loaded: type[Engine] | None = None
_problem: str | None = None  # why it cannot be had
_unkept: str | None = None  # why it has to be compiled at each start


def engine_class(name: str = "auto", compiling: Callable[[], None] | None = None) -> type[Engine]:
    """The engine of this name; "auto" is Numba's unless that cannot be had.

    May take seconds, to load or even to compile; `compiling` is called before the latter. Raises
    `ValueError` for an unknown name, or for "numba" where it cannot be had.
    """
    name = wanted(name)
    if name == "numpy":
        return NumpyEngine
    compiled = load_compiled(compiling)
    if compiled is None and name == "numba":
        raise ValueError(f"The engine 'numba' cannot be had: {_problem}; use 'numpy'.")
    return compiled or NumpyEngine


def engine_for(experiment: Experiment, wanted: type[Engine]) -> type[Engine]:
    """The engine that trains this experiment: the wanted one, or NumPy's if it lacks a form."""
    return wanted if wanted.lacks(experiment) is None else NumpyEngine


def engine_problem(experiment: Experiment, wanted: type[Engine]) -> str | None:
    """A sentence on why this experiment trains in NumPy where the compiled engine is wanted; else
    what `compiled_problem` says."""
    lacking = wanted.lacks(experiment)
    return compiled_problem() if lacking is None else _slower(lacking)


def wanted(name: str) -> str:
    """The name of an engine, with the environment's choice in place of "auto"."""
    if name == "auto":
        return _environments_choice(os.environ.get(VARIABLE) or "auto")
    if name not in ENGINES:
        raise ValueError(f"engine {name!r} is unknown: choose from {', '.join(ENGINES)}.")
    return name


@cache  # what is wrong with it is said once
def _environments_choice(name: str) -> str:
    if name in ENGINES:
        return name
    # On stderr, unless a program that uses this one has set up something else.
    _LOGGER.warning(
        translate(
            "Engine",
            "annplayground: {variable}={name} is no engine, so that auto is used: choose from "
            "{names}",
        ).format(variable=VARIABLE, name=name[:40], names=", ".join(ENGINES))
    )
    return "auto"


def loaded_engine() -> type[Engine] | None:
    """The compiled engine if it is loaded already; at once."""
    return _loaded


def compiled_problem() -> str | None:
    """A sentence, once that is known, on why the compiled engine cannot be had, or why it has to be
    compiled at each start."""
    if _problem is not None:
        return _slower(_problem)
    if _unkept is not None:
        return translate(
            "Engine", "The compiled training loop has to be compiled anew at each start: {reason}."
        ).format(reason=_unkept)
    return None


def _slower(reason: str) -> str:
    return translate("Engine", "Training runs in NumPy, slower: {reason}.").format(reason=reason)


def load_compiled(compiling: Callable[[], None] | None = None) -> type[Engine] | None:
    """Load the compiled engine, compiling it if need be; None if it cannot be had."""
    return _load(Compilation(compiling))


def _load(compilation: Compilation) -> type[Engine] | None:
    global _loaded, _problem, _unkept
    if _loaded is None and _problem is None:
        try:
            from annplayground.core.engines.compiled import CompiledEngine

            _unkept = load_library(compilation).unkept
            _loaded = CompiledEngine
        except Stopped:
            pass  # nobody waits for it any more
        except CompilationError as error:
            _LOGGER.info("The compiled engine cannot be had.", exc_info=True)
            _problem = str(error)
        except Exception as error:  # whatever is wrong with Numba, NumPy can train
            _LOGGER.info("The compiled engine cannot be had.", exc_info=True)
            _problem = translate("Engine", "compiled code cannot be had ({kind}: {error})").format(
                kind=type(error).__name__, error=error
            )
    return _loaded


class EngineLoader(threading.Thread):
    """Loads the compiled engine in the background; `finished` says when it is known how it went."""

    def __init__(self) -> None:
        super().__init__(name="annplayground-engine-loader", daemon=True)
        self._compilation = Compilation()

    @property
    def finished(self) -> bool:
        """Whether `loaded_engine` and `compiled_problem` have their final answers."""
        return _loaded is not None or _problem is not None

    def run(self) -> None:
        """Load, after compiling in a child process if that was never done."""
        _load(self._compilation)

    def stop(self) -> None:
        """End the child process; a load that is under way ends by itself."""
        self._compilation.stop()
        if self.is_alive():
            self.join(timeout=0.2)
