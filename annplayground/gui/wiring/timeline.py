"""Which epoch is looked at: by the timeline, the charts and the keys."""

from annplayground.gui.commands.action_specs import TIME
from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect what chooses an epoch with what looks at it."""
    timeline, controller = window.timeline, window.controller
    timeline.epochRequested.connect(controller.looking.look)
    controller.looking.epochChanged.connect(timeline.show_look)
    controller.experimentChanged.connect(timeline.show_experiment)
    for chart in (window.loss, window.gradient):
        controller.looking.epochChanged.connect(chart.show_cursor)
        chart.epochChosen.connect(timeline.seek)
    window.explain.epochRequested.connect(timeline.seek)
    # Not by turns with what takes long: the handle follows at once.
    controller.snapshotReady.connect(timeline.show_snapshot)
    for spec in TIME:
        asked = controller if spec.name == "continue_here" else timeline
        window.actions_.of(spec).triggered.connect(getattr(asked, spec.name))
