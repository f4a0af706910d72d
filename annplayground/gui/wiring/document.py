"""Files, undo, and the panels that change the Experiment."""

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the document with what changes it, and with what shows it."""
    _connect_panels(window)
    _connect_files(window)
    _connect_drawing(window)


def _connect_panels(window: Parts) -> None:
    controller = window.controller
    for panel in (window.data, window.network, window.training):
        panel.noticeRequested.connect(window.toast.say)
    for panel in (window.data, window.training):
        panel.experimentEdited.connect(window.comparing.edit)
        window.comparing.experimentShown.connect(panel.show_experiment)
    window.network.experimentEdited.connect(controller.edit)
    controller.experimentChanged.connect(window.network.show_experiment)
    window.network.weightEdited.connect(controller.set_weight)
    window.network.biasEdited.connect(controller.set_bias)


def _connect_files(window: Parts) -> None:
    actions, controller, files = window.actions_, window.controller, window.files
    for name in ("open", "save", "save_as", "save_other_as"):
        getattr(actions, name).triggered.connect(getattr(files, name))
    for name in ("undo", "redo"):
        getattr(actions, name).triggered.connect(getattr(controller, name))
    actions.quit.triggered.connect(window.closing.quit)
    controller.undoChanged.connect(actions.show_undo)
    controller.documentChanged.connect(files.show_document)
    window.data.openRequested.connect(files.open_points)
    files.fileOpened.connect(controller.load)
    files.pointsDrawn.connect(window.comparing.edit)
    files.fileSaved.connect(controller.set_file)
    files.noticeRequested.connect(window.toast.say)
    window.scripts.noticeRequested.connect(window.toast.say)
    window.drop.fileDropped.connect(files.open_path)
    window.drop.noticeRequested.connect(window.toast.say)


def _connect_drawing(window: Parts) -> None:
    window.data.drawRequested.connect(window.drawing.set_on)
    window.boundary.pointsDrawn.connect(window.files.use_points)
    window.boundary.drawingFinished.connect(window.drawing.finish)
