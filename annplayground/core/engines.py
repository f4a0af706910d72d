"""Which engine trains: the one compiled by Numba if it can be had, else the one in NumPy.

Compiling takes some seconds, once per machine: `EngineLoader` has a child process do it, so that a
window can go on training with NumPy meanwhile.
"""

import os
import subprocess
import threading
from contextlib import suppress

from annplayground.core.engine import NumpyEngine
from annplayground.core.kernel_image import image_path
from annplayground.core.kernel_library import build_command, load_library

ENGINES = ("auto", "numba", "numpy")
# Overrides what "auto" means, for a machine on which Numba misbehaves, and for tests.
VARIABLE = "ANNPLAYGROUND_ENGINE"

_loaded: type[NumpyEngine] | None = None
_problem: str | None = None


def engine_class(name: str = "auto") -> type[NumpyEngine]:
    """The engine of this name; "auto" is Numba's unless that cannot be had.

    May take seconds, to load or even to compile. Raises `ValueError` for an unknown name, or for
    "numba" where it cannot be had.
    """
    name = wanted(name)
    if name == "numpy":
        return NumpyEngine
    compiled = load_compiled()
    if compiled is None and name == "numba":
        raise ValueError(f"The engine 'numba' cannot be had: {_problem}; use 'numpy'.")
    return compiled or NumpyEngine


def wanted(name: str) -> str:
    """The name of an engine, with the environment's choice in place of "auto"."""
    if name == "auto":
        name = os.environ.get(VARIABLE, "auto")
    if name not in ENGINES:
        raise ValueError(f"engine {name!r} is unknown: choose from {', '.join(ENGINES)}.")
    return name


def loaded_engine() -> type[NumpyEngine] | None:
    """The compiled engine if it is loaded already; at once."""
    return _loaded


def compiled_problem() -> str | None:
    """Why the compiled engine cannot be had, once that is known."""
    return _problem


def load_compiled() -> type[NumpyEngine] | None:
    """Load the compiled engine, compiling it if need be; None if it cannot be had."""
    if _loaded is None and _problem is None and not image_path().exists():
        subprocess.run(build_command(), capture_output=True, check=False)
    return _load()


def _load() -> type[NumpyEngine] | None:
    global _loaded, _problem
    if _loaded is None and _problem is None:
        try:
            from annplayground.core.numba_engine import NumbaEngine

            load_library()
            _loaded = NumbaEngine
        except Exception as error:  # whatever is wrong with Numba, NumPy can train
            _problem = f"{type(error).__name__}: {error}"
    return _loaded


class EngineLoader(threading.Thread):
    """Loads the compiled engine in the background; `finished` says when it is known how it went."""

    def __init__(self) -> None:
        super().__init__(name="annplayground-engine-loader", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False

    @property
    def finished(self) -> bool:
        """Whether `loaded_engine` and `compiled_problem` have their final answers."""
        return _loaded is not None or _problem is not None

    def run(self) -> None:
        """Compile in a child process if that was never done, then load."""
        if not image_path().exists():
            self._compile_in_child()
        if not self._stopping:
            _load()

    def stop(self) -> None:
        """End the child process; a load that is under way ends by itself."""
        self._stopping = True
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
        if self.is_alive():
            self.join(timeout=0.2)

    def _compile_in_child(self) -> None:
        # What goes wrong in the child is found out, and told, by the load that follows.
        with suppress(OSError):
            self._child = subprocess.Popen(
                build_command(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._child.wait()
