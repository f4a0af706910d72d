"""Who shows the snapshots, how often, and what these have to hold."""

from collections.abc import Callable
from functools import partial

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.parts import Parts

Show = Callable[[Snapshot], object]


def connect(window: Parts) -> None:
    """Connect the controller with every view, by turns."""
    scheduler = window.frame_scheduler
    window.controller.snapshotReady.connect(scheduler.show)
    of_side = window.comparing.showing
    scheduler.add(_in_one(of_side(window.training.show_snapshot), *_said(window)))
    for live in (window.network, window.boundary):
        scheduler.add(live.show_snapshot)
    # What a chart shows hardly changes in a frame, and drawing one takes long.
    scheduler.add(window.loss.show_snapshot, every=3, phase=0)
    scheduler.add(window.gradient.show_snapshot, every=3, phase=1)
    scheduler.add(of_side(window.explain.show_snapshot), every=3, phase=2)
    scheduler.add(window.board.strip.show_snapshot, every=3, phase=1)
    window.watching.viewChanged.connect(partial(window.controller.watch, session="a"))
    window.board.shownChanged.connect(window.watching.update)


def _said(window: Parts) -> tuple[Show, ...]:
    """Who says in a word how the run stands, and paints hardly anything."""
    return window.actions_.show_snapshot, window.engine_notice.show_snapshot


def _in_one(*shows: Show) -> Show:
    """What is too little for turns of its own: with two networks each turn counts."""

    def shown(snapshot: Snapshot) -> None:
        for show in shows:
            show(snapshot)

    return shown
