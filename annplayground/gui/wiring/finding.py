"""The palette: what can be found in it."""

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the palette with its key and the look."""
    window.actions_.palette.triggered.connect(window.search.open)
    window.appearance.lookChanged.connect(window.search.set_look)
