"""The child process that compiles the kernels: asked here, answered there by `main`.

The compiler takes seconds and 150 MB. The image comes back through a pipe, so that no disk is
needed; and the child ends when its parent does, whatever that dies of.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

# The child takes the very package that asks, whatever else of this name is installed, and looks
# for everything else where its parent does. (-P: not in the folder that it happens to stand in.)
_PROGRAM = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
folder, *sys.path[:] = sys.argv[1:]
spec = spec_from_file_location(
    "annplayground", folder + "/__init__.py", submodule_search_locations=[folder]
)
sys.modules["annplayground"] = package = module_from_spec(spec)
spec.loader.exec_module(package)
from annplayground.core.kernels.image.child import main
main()
"""
_PACKAGE = Path(__file__).resolve().parents[3]


class CompilationError(Exception):
    """The kernels could not be compiled; the text says why, in a few words."""


class Stopped(Exception):  # noqa: N818 - it is no error
    """The compilation was stopped by `Compilation.stop`."""


class Compilation:
    """One run of the compiler in a child process; `begin`, if given, is called before it."""

    def __init__(self, begin: Callable[[], None] | None = None) -> None:
        self._begin = begin
        self._stopped = False
        self._lock = threading.Lock()  # so that no child is started after `stop`
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> bytes:
        """The image of the kernels, or what stands in for it (see build). Takes seconds.

        Raises `CompilationError`, or `Stopped`. Whatever else ends it (Ctrl-C) ends the child, too.
        """
        if find_spec("numba") is None:
            raise CompilationError("Numba is not installed")
        if self._begin is not None:
            self._begin()
        with self._start() as child:
            try:
                answer = child.stdout.read()  # type: ignore[union-attr]
                status = child.wait()
            except BaseException:
                child.kill()
                raise
        if self._stopped:
            raise Stopped
        if status != 0:
            reason = answer.decode(errors="replace") or f"the compiler ended with status {status}"
            raise CompilationError(f"Numba failed ({reason})")
        return answer

    def stop(self) -> None:
        """End the child, from any thread."""
        with self._lock:
            self._stopped = True
            if self.child is not None and self.child.poll() is None:
                self.child.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        path = [folder for folder in sys.path if isinstance(folder, str)]
        command = [sys.executable, "-P", "-c", _PROGRAM, str(_PACKAGE), *path]
        with self._lock:
            if self._stopped:
                raise Stopped
            try:
                self.child = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                raise CompilationError(f"no process can be started: {error}") from error
            return self.child


def main() -> None:
    """Compile, and write the image to stdout; or, with status 1, what went wrong."""
    answer = os.dup(1)
    os.dup2(2, 1)  # nothing that the compiler prints gets into the image
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        from annplayground.core.kernels.image.build import build

        content, status = build(), 0
    except Exception as error:  # whatever is wrong with Numba
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        content, status = reason.encode(errors="replace"), 1
    with os.fdopen(answer, "wb") as file:
        file.write(content)
    os._exit(status)  # at once: the thread is still waiting


def _end_with_parent() -> None:
    """The other end of stdin is closed by the parent, or by its death."""
    os.read(0, 1)
    os._exit(1)
