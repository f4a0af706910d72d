"""The process of the command `annplayground`, and of `python -m annplayground`."""

from annplayground import ending


def main() -> int:
    """Run the command; from here on, a signal ends the process without a traceback."""
    # First of all, and never taken back: imports take long, and so does Python's own end.
    ending.handle_by(ending.leave)
    from annplayground.cli import main as run

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
