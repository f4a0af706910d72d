"""The runs that a Runner drives: A, which is always there, and B if there is one. Here they come
and go."""

from collections.abc import Callable, Mapping
from itertools import count

from annplayground.core.edits import keeps_weights
from annplayground.core.engines.protocol import Engine
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import SessionName, View
from annplayground.core.run.thread.kept_runs import KeptRuns
from annplayground.core.run.thread.side import Side

# What an order left, by its name; None where the same run goes on.
Left = dict[SessionName, Session | None]


class Sides:
    """What leaves runs gives them. `told` is called from other threads when more was found."""

    def __init__(self, session: Session, told: Callable[[], None]) -> None:
        self._told = told
        self._numbers = count()  # of the runs, under both names
        self.all: tuple[Side, ...] = (self._side("a", session, View()),)

    def _side(self, name: SessionName, session: Session, view: View) -> Side:
        return Side(name, session, self._numbers, self._told, view)

    def named(self, name: SessionName | None) -> list[Side]:
        """The side of this name, if it is there; all for None."""
        return [side for side in self.all if name is None or side.name == name]

    @property
    def able(self) -> list[Side]:
        """Those that can be trained."""
        return [side for side in self.all if not side.diverged]

    @property
    def going(self) -> list[Side]:
        """Those that train while the Runner plays; the others wait."""
        return [side for side in self.all if side.goes]

    @property
    def behind(self) -> Side | None:
        """Of those that go, the one that has to catch up with the other first, if any."""
        if len(self.all) == 1:
            return None
        going = sorted(self.going, key=lambda side: side.session.epoch)
        different = len({side.session.epoch for side in going}) > 1
        return going[0] if different else None

    # -- the past -----------------------------------------------------------------------------

    def look(self, epoch: int | None) -> None:
        """Look at all at the end of an epoch, or (None) as they stand."""
        for side in self.all:
            side.look(epoch)

    def fork(self) -> Left:
        """Go on from the epoch that is looked at, as the runs stood there."""
        left: Left = {side.name: side.fork() for side in self.all if side.looked is not None}
        self.look(None)
        return left

    # -- changes ------------------------------------------------------------------------------

    def submit(self, name: SessionName, experiment: Experiment) -> Left:
        """Go on with a changed Experiment: live if the weights fit it, else from its start.

        Live is where it is looked at; another run that is looked at there keeps its settings of
        now.
        """
        left: Left = {}
        for side in self.named(name):
            if not keeps_weights(side.session.experiment, experiment):
                self.look(None)
            left = self.fork()
            for other in self.all:
                if other is not side and (run := left.get(other.name)) is not None:
                    other.session.adopt(run.experiment)
            left = {side.name: side.submit(experiment), **left}
        return left

    def restart(self) -> Left:
        """Begin all anew."""
        self.look(None)
        return {side.name: side.restart() for side in self.all}

    def back(self) -> Left:
        """Let the one that stands farthest return to the end of the epoch before, and the other not
        be ahead of it then."""
        self.look(None)
        newest = max(side.place for side in self.all)
        epoch = newest.epoch if newest.batches else newest.epoch - 1
        return {side.name: side.back() for side in self.all if side.place > (epoch, 0)}

    def load(self, experiment: Experiment) -> Left:
        """Begin A with another Experiment, and without B."""
        return {"a": self.all[0].start(experiment), **self.compare(None)}

    def compare(self, experiment: Experiment | None) -> Left:
        """Put B in, at its first weights, or take it out."""
        self.look(None)
        engine = self.all[0].session.wanted_engine.name
        return self._put_in(None if experiment is None else Session(experiment, engine))

    def swap(self) -> None:
        """Let A and B change places, if there is a B; both go on."""
        if len(self.all) == 2:
            a, b = self.all
            stopped, others = a.stop_reason, b.stop_reason
            left = a.change_run(b.session)
            b.change_run(left)
            a.stop_reason, b.stop_reason = others, stopped
            self.look(None)

    def keep_b(self) -> Left:
        """Let B take the place of A, and go on alone."""
        if len(self.all) == 1:
            return {}
        a, b = self.all
        # B goes on: what is left of it is a run of its own.
        left: Left = {"a": a.session, "b": b.session.twin()}
        self.swap()
        self.compare(None)
        return left

    def _put_in(self, session: Session | None) -> Left:
        a, *others = self.all
        for b in others:
            b.give_up_treatment()
        self.all = (a,) if session is None else (a, self._side("b", session, a.view))
        return {b.name: b.session for b in others}

    def resume(
        self, kept: KeptRuns | None, experiments: Mapping[SessionName, Experiment | None]
    ) -> Left:
        """Go on with runs that were kept; see `orders.Resume`."""
        self.look(None)
        left: Left = {}
        for name, experiment in experiments.items():
            run = kept.sessions.get(name) if kept is not None else None
            left.update(self._go_on_with(name, experiment, run))
        return left

    def _go_on_with(
        self, name: SessionName, experiment: Experiment | None, run: Session | None
    ) -> Left:
        if experiment is None or not self.named(name):
            if experiment is None or run is None:
                return self.compare(experiment)
            return self._put_in(run.resumed(self.all[0].session.wanted_engine))
        (side,) = self.named(name)
        if run is not None:
            return {name: side.resume(run)}
        return {} if experiment == side.session.experiment else self.submit(name, experiment)

    # -- the engine ---------------------------------------------------------------------------

    def use_engine(self, engine: type[Engine]) -> None:
        """Go on with another engine."""
        for side in self.all:
            side.session.use_engine(engine)

    def repeat_with(self, engine: type[Engine]) -> None:
        """Go on with another engine as if it had trained from the start."""
        for side in self.all:
            side.session = side.session.repeated_by(engine)

    def give_up_treatments(self) -> None:
        """Try no remedies any more, until somebody looks again."""
        for side in self.all:
            side.give_up_treatment()
