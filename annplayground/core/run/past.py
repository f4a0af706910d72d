"""A complete epoch of a run that is looked at, while the run itself may go on."""

from dataclasses import replace

from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Snapshot, Status, View


class Past:
    """The end of an epoch, exactly, and what was last seen of it: it does not change any more.

    Raises `ValueError` if the run has not come that far.
    """

    def __init__(self, session: Session, epoch: int) -> None:
        self.session, self.epoch = session, epoch
        self.moment = session.at(epoch)
        self._seen: tuple[View, Snapshot] | None = None

    def snapshot(self, run: int, status: Status, view: View) -> Snapshot:
        """What the view shows of it, with the curves of the whole run and where that stands."""
        if self._seen is None or self._seen[0] != view:
            # That moment is at rest, whatever the run does.
            self._seen = view, observe(self.moment, run, replace(status, playing=False), view)
        return replace(
            self._seen[1],
            status=status,
            curves=self.session.history.curves(),
            live_epoch=self.session.epoch,
            past_curves=self._seen[1].curves,
        )
