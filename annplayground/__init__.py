"""annplayground: a desktop laboratory for small neural networks.

`Experiment`, `Session` and `sweep` are the public Python API; they are imported on first use, so
that `annplayground --version` does not wait for NumPy.
"""

# To import it from `typing` would take longer than all the rest here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from annplayground.core.experiment import Experiment
    from annplayground.core.run.session import Session
    from annplayground.core.sweep import sweep

__version__ = "0.1.0"

__all__ = ["Experiment", "Session", "__version__", "sweep"]


def __getattr__(name: str) -> object:
    if name == "Experiment":
        from annplayground.core.experiment import Experiment

        return Experiment
    if name == "Session":
        from annplayground.core.run.session import Session

        return Session
    if name == "sweep":
        from annplayground.core.sweep import sweep

        return sweep
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
