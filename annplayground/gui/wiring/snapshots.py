"""Who shows the snapshots, how often, and what these have to hold."""

from functools import partial

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the controller with every view, by turns."""
    scheduler = window.frame_scheduler
    window.controller.snapshotReady.connect(scheduler.show)
    of_side = window.comparing.showing
    scheduler.add(of_side(window.training.show_snapshot))
    for live in (window.network, window.boundary):
        scheduler.add(live.show_snapshot)
    # What a chart shows hardly changes in a frame, and drawing one takes long.
    scheduler.add(window.loss.show_snapshot, every=3, phase=0)
    scheduler.add(window.gradient.show_snapshot, every=3, phase=1)
    scheduler.add(of_side(window.explain.show_snapshot), every=3, phase=2)
    scheduler.add(window.board.strip.show_snapshot, every=3, phase=1)
    scheduler.add(window.actions_.show_snapshot)
    scheduler.add(window.engine_notice.show_snapshot)
    window.watching.viewChanged.connect(partial(window.controller.watch, session="a"))
    window.board.shownChanged.connect(window.watching.update)
