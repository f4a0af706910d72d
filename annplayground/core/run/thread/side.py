"""One of the runs that a Runner drives, A or B: its Session, and all there is once for each of
them."""

import time
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace

from annplayground.core.engines.available import engine_problem
from annplayground.core.engines.stopping import StopReason
from annplayground.core.experiment import Experiment
from annplayground.core.run.log import Place
from annplayground.core.run.moment import Moment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import SessionName, Snapshot, Status, View
from annplayground.core.run.thread.marks import Marks
from annplayground.core.run.thread.onsets import Onsets
from annplayground.core.run.thread.past import Past
from annplayground.core.run.thread.treatment import Case, Treatments

# A look at the whole training set, for diagnoses, is taken at most this often while training, and
# the looks at all runs together get this share of the time at most.
DIAGNOSIS_SECONDS, DIAGNOSIS_SHARE = 0.25, 0.2


class Side:
    """A run under its name. What puts another Session in the place of its own gives that, or None
    where the same goes on."""

    def __init__(
        self,
        name: SessionName,
        session: Session,
        numbers: Iterator[int],
        told: Callable[[], None],
        view: View,
    ) -> None:
        """`numbers` are those of all runs, and `told` is called from another thread when more was
        found."""
        self.name, self.session, self.view = name, session, view
        self.stop_reason: StopReason | None = None
        self.looked: int | None = None  # the epoch of the past that is looked at
        self._past: Past | None = None
        self._marks = Marks()
        self._told = told
        self._treatments = Treatments(told)
        self._onsets = Onsets(told)
        self._numbers = numbers
        self.run_number = next(numbers)
        self.look_anew()

    # -- where it stands ----------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where the run stands."""
        return Place(self.session.epoch, self.session.batch)

    @property
    def diverged(self) -> bool:
        """Whether nothing can be trained until something is changed."""
        return self.session.divergence is not None

    @property
    def goes(self) -> bool:
        """Whether it trains while the Runner plays: neither diverged nor stopped by a rule."""
        return self.stop_reason is None and not self.diverged

    # -- other runs ---------------------------------------------------------------------------

    def submit(self, experiment: Experiment) -> Session | None:
        """Go on with a changed Experiment: live if the weights fit it, else from its start."""
        self.stop_reason = None
        return None if self.session.adopt(experiment) else self.start(experiment)

    def start(self, experiment: Experiment) -> Session:
        """Begin a run."""
        return self.change_run(Session(experiment, self.session.wanted_engine.name))

    def restart(self) -> Session | None:
        """Begin with the first weights again."""
        left = self.start(self.session.experiment)
        return None if left.untouched else left

    def resume(self, session: Session) -> Session:
        """Go on with a run that was left."""
        return self.change_run(session.resumed(self.session.wanted_engine))

    def back(self) -> Session | None:
        """Return to the end of the epoch before."""
        left = copy(self.session) if self.session.can_go_back else None
        self.session.back()
        return left

    def change_run(self, session: Session) -> Session:
        """Let another Session take the place of this one."""
        left, self.session = self.session, session
        self.look(None)
        self.run_number = next(self._numbers)
        self.stop_reason = None
        self.look_anew()
        return left

    def fork(self) -> Session:
        """Go on from the epoch that is looked at, as the run stood there."""
        assert self.looked is not None, "the past is looked at"
        run = self.session.branch(self.looked)
        run.use_engine(self.session.wanted_engine)
        return self.change_run(run)

    def set_parameter(self, layer: int, i: int | None, j: int, value: float) -> float:
        """Set W[i, j] of a layer, or b[j] where i is None; gives the value that it had.

        Raises `IndexError` if there is none.
        """
        if i is None:
            before = self.session.set_bias(layer, j, value)
        else:
            before = self.session.set_weight(layer, i, j, value)
        self.give_up_treatment()
        self.look_anew()
        return before

    # -- looking ------------------------------------------------------------------------------

    def look(self, epoch: int | None) -> None:
        """Look at the end of an epoch that the run has left behind; else at the run as it
        stands."""
        past = epoch is not None and Place(epoch) < self.place
        self.looked = epoch if past else None
        if not past:
            self._leave_past()

    @property
    def past(self) -> Past | None:
        """What is looked at, if it is the past: gone to only when somebody wants to see it."""
        if self.looked is None:
            return None
        past = self._past
        if past is None or past.session is not self.session or past.epoch != self.looked:
            self._leave_past()
            past = self._past = Past(self.session, self.looked, self._told)
        return past

    def _leave_past(self, wait: bool = False) -> None:
        if self._past is not None:
            self._past.give_up(wait)
        self._past = None

    @property
    def moment(self) -> Moment:
        """What is looked at."""
        return self.session.moment if self.past is None else self.past.moment

    def look_anew(self) -> None:
        """What was found is not true any more: look again at once."""
        self._found: frozenset[str] = frozenset()  # kinds of findings of the last look
        self._look_due = 0.0

    def give_up_treatment(self) -> None:
        """Try no remedies any more, and go no way to the past, until somebody looks again."""
        self._leave_past(wait=True)
        self._treatments.give_up()
        self._onsets.give_up(wait=True)

    def snapshot(self, status: Status, sides: int = 1) -> Snapshot:
        """The snapshot that is wanted; `status` is the Runner's, and `sides` are looked at by
        turns."""
        status, past = self._status(status), self.past
        if past is None:
            snapshot = self._snapshot_of_now(status, sides)
        else:
            snapshot = past.snapshot(self.run_number, status, self.view)
            if not snapshot.near:
                snapshot = self._treated(snapshot, past.moment, goes_on=False)
        if self.view.diagnosis:
            self._onsets.follow(self.session, status.playing)
        return replace(snapshot, marks=self._marks.of(self.session, snapshot.curves))

    def _snapshot_of_now(self, status: Status, sides: int) -> Snapshot:
        """Without the look at the whole training set if the last one is fresh."""
        started, view = time.perf_counter(), self.view
        if status.playing and started < self._look_due:
            view = replace(view, diagnosis=False, check=None)
        moment = self.session.moment
        snapshot = observe(moment, self.run_number, status, view, self._found)
        if snapshot.diagnosis is not None:
            self._found = frozenset(finding.kind for finding in snapshot.diagnosis.findings)
            snapshot = self._treated(snapshot, moment, status.playing)
        if view.diagnosis or view.check is not None:
            ended = time.perf_counter()
            pause = (sides / DIAGNOSIS_SHARE - 1.0) * (ended - started)
            self._look_due = ended + max(DIAGNOSIS_SECONDS, pause)
        return snapshot

    def _status(self, status: Status) -> Status:
        session = self.session
        problem = engine_problem(session.experiment, session.wanted_engine)
        return replace(
            status,
            stop_reason=self.stop_reason,
            engine=session.engine.name,
            engine_problem=problem,
        )

    def _treated(self, snapshot: Snapshot, moment: Moment, goes_on: bool) -> Snapshot:
        """The snapshot with remedies that were tried, if they are wanted, as far as that has
        come; `goes_on`: the same trials are meant for later moments, too."""
        if snapshot.diagnosis is None or not self.view.remedies:
            return snapshot
        findings = snapshot.diagnosis.findings
        kinds = tuple(finding.kind for finding in findings)
        place = (snapshot.epoch, snapshot.batch)
        case = Case(self.run_number, snapshot.experiment, kinds, place)
        shown = self._treatments.shown(case, goes_on, moment, findings)
        return replace(snapshot, diagnosis=replace(snapshot.diagnosis, findings=shown))
