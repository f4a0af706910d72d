"""A pyqtgraph plot without what we draw ourselves: no axes, buttons, menu or dragging, and a view
box that takes a given rectangle of the widget."""

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.widgets.naming import name_all

pg.setConfigOptions(antialias=True)


class BarePlot(pg.PlotWidget):
    """What draws in it asks for repaints by `repaint_soon`: one for all that has changed."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)  # its menus take longer to make than the plot
        self.setObjectName(name)
        self.setAccessibleName(title)
        name_all(self.scene().contextMenu, f"{name}_scene")
        self._strip()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _strip(self) -> None:
        self.hideButtons()
        for side in ("left", "right", "top", "bottom"):
            self.hideAxis(side)
            # Hidden, it would still follow every change of the range.
            self.plotItem.getAxis(side).unlinkFromView()
        view = self.plotItem.vb
        view.setMouseEnabled(False, False)
        view.disableAutoRange()
        view.setDefaultPadding(0.0)
        self.setInteractive(False)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        # The scene would ask for a second repaint after the one that is asked for here.
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        # Its background covers all of it: Qt need not paint the card and the window below.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def repaint_soon(self) -> None:
        """Paint again when the event loop comes to it."""
        self.viewport().update()

    def place_view(self, area: QRectF) -> None:
        """Give the view box this rectangle of the widget, in pixels."""
        layout = self.plotItem.layout
        right, bottom = self.width() - area.right(), self.height() - area.bottom()
        margins = (area.left(), area.top(), right, bottom)
        if layout.getContentsMargins() != margins:
            layout.setContentsMargins(*margins)
            # With the margins of a much wider plot it could not become as narrow as this one.
            self.plotItem.setGeometry(QRectF(self.rect()))
            layout.activate()
