"""The process of the command `annplayground`, and of `python -m annplayground`."""

# Part of the interpreter; `signal` would first import others.
import _signal  # type: ignore[import-not-found]
import os

# First of all: the imports take so long that Ctrl-C may arrive among them. The other signals end
# the process by themselves, without a traceback.
_signal.signal(_signal.SIGINT, lambda number, _frame: os._exit(128 + number))


def main() -> int:
    """Run the command; a signal ends the process with a status of its own, without a traceback."""
    from annplayground import ending

    # Not taken back, for Python's own end takes time, too.
    ending.handle_by(ending.leave)
    from annplayground.cli import main as run

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
