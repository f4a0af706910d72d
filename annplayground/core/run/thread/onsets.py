"""Looks, behind the run, for the epochs at which findings began and ended.

A look is taken at some epochs of a run, without trials, and between two that differ the epoch is
found by bisection. All of it is done in a thread of its own that rests most of the time.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from annplayground.core.run.looks import Found, Looks
from annplayground.core.run.session import Session
from annplayground.core.words import translate

SHARE = 0.2  # of the time of a core
HOT_SHARE = 0.1  # where the engine lets nobody else use Python meanwhile
BURST_SECONDS = 0.005  # of training on the way, between two rests
TELL_SECONDS = 0.25  # between two times that it is told what is new
BEGIN_SECONDS = 0.5  # while it plays, between two beginnings
NICENESS = 10  # of the thread, where a thread can have one
_LOGGER = logging.getLogger(__name__)


class GivenUpError(Exception):
    """Nobody wants to know any more."""


class Onsets:
    """Of one side. `told` is called from another thread when there is more to see."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._search: _Search | None = None
        self._due = 0.0

    def follow(self, session: Session, playing: bool) -> None:
        """Let the run have the looks that were taken meanwhile, and take others if any are due."""
        search = self._search
        if search is not None:
            if search.meant_for(session.looks):
                ended = not search.is_alive()  # asked first: what it found last is there then
                for epoch, found in search.taken():
                    session.looks.add(epoch, found)
                if not ended:
                    return
            self.give_up()
        if not session.epoch or (playing and time.perf_counter() < self._due):
            return  # what is there before anything was trained needs no mark
        session.looks.thin(session.epoch)
        if session.looks.next(session.epoch) is not None:
            self._due = time.perf_counter() + BEGIN_SECONDS
            self._search = _Search(session, self._told)
            self._search.start()

    def give_up(self, wait: bool = False) -> None:
        """End what is under way; harmless if nothing is."""
        search, self._search = self._search, None
        if search is not None:
            search.given_up.set()
            if wait and search.is_alive():
                search.join()


class _Search(threading.Thread):
    """Looks at a run as it was when this began, until all is known of it."""

    def __init__(self, session: Session, told: Callable[[], None]) -> None:
        super().__init__(name="annplayground-onsets", daemon=True)
        self.given_up = threading.Event()
        self._origin = session.looks, session.looks.version
        self._run, self._newest = session.glance(), session.epoch
        self._looks = session.looks.until(session.epoch)
        self._marks = self._looks.marks  # as they were told the last time
        self._taken: list[tuple[int, Found]] = []
        self._lock = threading.Lock()
        self._told, self._due = told, time.perf_counter() + TELL_SECONDS
        share = HOT_SHARE if session.engine.holds_gil else SHARE
        self._rest_times = 1.0 / share - 1.0
        self._begun = 0.0  # of the thread's time, since the last rest

    def meant_for(self, looks: Looks) -> bool:
        """Whether what it finds is true of the run that has these looks."""
        return self._origin == (looks, looks.version)

    def taken(self) -> list[tuple[int, Found]]:
        """The looks that were taken since this was asked."""
        with self._lock:
            taken, self._taken = self._taken, []
        return taken

    def run(self) -> None:
        """Look, and tell now and then."""
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        try:
            self._begun = time.thread_time()
            while (epoch := self._looks.next(self._newest)) is not None:
                self._look(epoch)
                self._rest()
        except GivenUpError:
            return
        except Exception:  # no marks then, and the run goes on
            _LOGGER.exception(translate("Findings", "The epochs of findings could not be found."))
            return
        self._tell()

    def _look(self, epoch: int) -> None:
        moment = self._run.measured(epoch, BURST_SECONDS, self._rest)
        found = {finding.kind: finding.title for finding in moment.findings()}
        self._looks.add(epoch, found)
        with self._lock:
            self._taken.append((epoch, found))
        if time.perf_counter() > self._due:
            self._tell()

    def _tell(self) -> None:
        """If there are other marks now: nobody draws anything anew for the same ones."""
        self._due = time.perf_counter() + TELL_SECONDS
        if self._looks.marks != self._marks:
            self._marks = self._looks.marks
            self._told()

    def _rest(self) -> None:
        """For whoever else waits for Python, or for the core."""
        spent = time.thread_time() - self._begun
        if self.given_up.wait(max(spent * self._rest_times, 0.001)):
            raise GivenUpError
        self._begun = time.thread_time()
