"""A Dask cluster that does the runs of a sweep, where the extra 'dask' is installed."""

from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager

from annplayground.core.sweep import SweepError
from annplayground.core.words import translate

_PATIENCE = 5  # seconds, to answer the first time


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The cluster whose scheduler is there, and how many runs it can do at a time. What a worker
    was at when it was lost, another does.

    Raises `SweepError` where there is none, or where it is lost.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError as error:
        raise SweepError(
            translate(
                "Commands", "--scheduler needs Dask: install annplayground with the extra 'dask'"
            )
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise SweepError(
            translate("Commands", "no Dask scheduler answers at {address}").format(
                address=repr(address[:60])
            )
        ) from error
    with client:
        try:
            yield client.get_executor(), max(1, sum(client.nthreads().values()))
        except (CancelledError, CommClosedError, KilledWorker) as error:
            raise SweepError(
                translate(
                    "Commands",
                    "the Dask cluster at {address} was lost: rows that are done are kept, "
                    "and the same command goes on from there",
                ).format(address=repr(address[:60]))
            ) from error
