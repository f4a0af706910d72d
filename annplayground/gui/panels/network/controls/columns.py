"""The row above the diagram: the name of each layer, its activation and its number of units."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.experiment import Experiment, possible_outputs
from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.commands.keyboard import share_input, shares_input
from annplayground.gui.painting import painting
from annplayground.gui.panels.network.controls.activation import ActivationButton
from annplayground.gui.panels.network.controls.buttons import arrow_room
from annplayground.gui.panels.network.controls.column_controls import (
    ColumnControls,
    stacks_units,
    units_row_height,
)
from annplayground.gui.panels.network.layout import column_centres, least_width
from annplayground.gui.text import layer_name, short_layer_name, shortest_layer_name
from annplayground.gui.theme import Look, layer_colour
from annplayground.gui.widgets.of_setting import of_setting
from annplayground.gui.widgets.tab_order import last_in, tab_after

_MOST_LAYERS = int(setting("network.hidden").high)
_GAP = 4  # between the rows
_APART, _LEAST_APART = 6, 2  # pixels from the controls of one column to those of the next
_LEAST_TARGET = 24  # pixels across, of whatever is clicked
# Room beside each of the texts that a button may show.
_BESIDE = (12.0, 10.0, 4.0)


def _mark(look: Look) -> int:
    """Height of the line in the layer's colour."""
    return round(1.5 * look.size.line)


def _fitting(button: ActivationButton, room: int) -> tuple[str, ...]:
    """The longest text of a button that fits; if none does, the short one in a single line."""
    texts = button.texts()
    for text, beside in zip(texts, _BESIDE, strict=True):
        if button.text_width(text) + beside <= room:
            return text
    return texts[1]


class ColumnStrip(QWidget):
    """The headers of all columns, above the columns of the diagram.

    Signals: those of ColumnControls, `outputChosen(name)`, `layerClicked(layer)`, a click on a name
    (1 is the first hidden layer), and `heightsChanged()`, when the heights may have changed.
    """

    activationChosen = Signal(int, str)
    alphaChosen = Signal(int, float)
    unitsChosen = Signal(int, int)
    outputChosen = Signal(str)
    layerClicked = Signal(int)
    heightsChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._look = Look()
        self._experiment: Experiment | None = None
        self._columns = [self._make_column(1)]
        self._units_visible = True
        self._centres: list[float] = []
        self._names: list[str] = []
        self._least_height = self._units_height = 0
        self.output = ActivationButton(
            "output_activation", translate("Network", "Output: activation"), ACTIVATIONS, self
        )
        of_setting(self.output, "network.output")
        self.output.activationChosen.connect(self.outputChosen)

    def make_columns(self, n_layers: int = _MOST_LAYERS) -> None:
        """Make the controls of so many layers, if there are fewer: the window appears sooner
        without those that are not seen."""
        if n_layers <= len(self._columns):
            return
        for layer in range(len(self._columns) + 1, n_layers + 1):
            column = self._make_column(layer)
            column.hide()
            column.set_look(self._look)
            if shares_input(self._columns[0].units):
                share_input(column)
            tab_after(last_in(self._columns[-1]), column)
            self._columns.append(column)
        self.output.raise_()  # the last among the children, as it is for Tab

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.output.set_look(look)
        for column in self._columns:
            column.set_look(look)
        self._arrange()

    def set_units_visible(self, visible: bool) -> None:
        """Show or fold away the numbers of units."""
        if visible != self._units_visible:
            self._units_visible = visible
            self._arrange()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the layers of an experiment."""
        self._experiment = experiment
        n_hidden = len(experiment.network.hidden)
        self.make_columns(n_hidden)
        for layer, column in enumerate(self._columns, start=1):
            column.setVisible(layer <= n_hidden)
            if layer <= n_hidden:
                column.show_layer(experiment)
            else:
                column.activation.menu.close()
        activation, alpha = experiment.activations[-1]
        self.output.show_activation(activation, alpha, possible_outputs(experiment.data))
        self._arrange()

    def _make_column(self, layer: int) -> ColumnControls:
        column = ColumnControls(layer, self)
        column.activationChosen.connect(self.activationChosen)
        column.alphaChosen.connect(self.alphaChosen)
        column.unitsChosen.connect(self.unitsChosen)
        return column

    # -- geometry ---------------------------------------------------------------------------

    @property
    def _name_height(self) -> int:
        return round(QFontMetricsF(self._look.font(bold=True)).height()) + _mark(self._look) + _GAP

    @property
    def least_width(self) -> int:
        """The width in which every button can be hit."""
        if self._experiment is None:
            return 0
        between = _LEAST_TARGET + _LEAST_APART + 1  # whose fraction of a pixel may be lost
        return math.ceil(least_width(self._experiment, between, self._look))

    @property
    def least_height(self) -> int:
        """Height without the units."""
        return self._least_height

    @property
    def units_height(self) -> int:
        """Height that the units add."""
        return self._units_height

    def _arrange(self) -> None:
        """Place the controls of each column around its middle."""
        experiment = self._experiment
        if experiment is None or self.width() <= 0:
            return
        self._centres = column_centres(experiment, self.width(), self._look)
        pitch = int(self._centres[1] - self._centres[0])
        room = max(pitch - _APART, min(pitch - _LEAST_APART, _LEAST_TARGET))
        shown = self._columns[: len(experiment.network.hidden)]
        buttons = [*(column.activation for column in shown), self.output]
        width, height = self._show_texts(buttons, room)
        top = self._name_height + _GAP
        self._least_height = top + height
        self._units_height = self._height_of_units(room) if shown else 0
        for column, x in zip(shown, self._centres[1:], strict=False):
            column.setGeometry(round(x) - room // 2, top, room, height + self._units_height)
            column.activation.setGeometry((room - width) // 2, 0, width, height)
            column.arrange_units(height + _GAP, room, self._look)
            column.set_units_visible(self._units_visible)
        self.output.setGeometry(round(self._centres[-1]) - width // 2, top, width, height)
        self._names = self._fitting_names(room)
        units = self._units_height if self._units_visible else 0
        self.setFixedHeight(self._least_height + units)
        self.update()
        self.heightsChanged.emit()

    def _height_of_units(self, room: int) -> int:
        row = units_row_height(self._look)
        return _GAP + (2 * row if stacks_units(room, self._look) else row)

    def _show_texts(self, buttons: list[ActivationButton], room: int) -> tuple[int, int]:
        """Show the longest text that fits in each button, running upwards if none does; returns
        the size of the buttons, which is the same for all."""
        chosen = [_fitting(button, room) for button in buttons]
        widths = [button.text_width(text) for button, text in zip(buttons, chosen, strict=True)]
        uprights = [width + _BESIDE[-1] > room for width in widths]
        widest = max(widths) + _BESIDE[0]
        arrow = widest + arrow_room(self._look) <= room
        for button, text, upright in zip(buttons, chosen, uprights, strict=True):
            button.show_lines(text, arrow, upright)
        row = self._look.size.control - 4
        if any(uprights):
            return min(room, row), round(max(widths) + _BESIDE[0])
        line = round(QFontMetricsF(self._look.font()).height())
        width = widest + (arrow_room(self._look) if arrow else 0.0)
        return min(max(round(width), 3 * row), room), row + line * (max(map(len, chosen)) - 1)

    def _fitting_names(self, room: int) -> list[str]:
        """The longest kind of names that fits."""
        metrics = QFontMetricsF(self._look.font(bold=True))
        layers = range(len(self._centres))
        for kind in (layer_name, short_layer_name):
            names = [kind(layer, layers[-1]) for layer in layers]
            if max(map(metrics.horizontalAdvance, names)) <= room:
                return names
        return [shortest_layer_name(layer, layers[-1]) for layer in layers]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the controls anew."""
        self._arrange()

    def _half_mark(self) -> int:
        """Half the width of a line in a layer's colour, which stays apart from the next one."""
        between = self._centres[1] - self._centres[0] if self._centres else 0.0
        return min(round(0.6 * self._look.size.icon), int(between / 2.0) - 2)

    def _layer_at(self, position: QPointF) -> int | None:
        """The layer whose name is there; the inputs are none."""
        if position.y() > self._name_height or len(self._centres) < 2:
            return None
        half = (self._centres[1] - self._centres[0]) / 2.0
        for layer, x in enumerate(self._centres[1:], start=1):
            if abs(position.x() - x) <= half:
                return layer
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A name can be clicked."""
        there = self._layer_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor)
        self.setToolTip(
            translate("Network", "Click: the chain rule of this layer") if there else ""
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which name was clicked."""
        layer = self._layer_at(event.position())
        if layer is not None:
            self.layerClicked.emit(layer)

    def sizeHint(self) -> QSize:
        """Any width; the height is fixed by what is shown."""
        return QSize(400, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The names, each above a short line in the colour that the layer has in the charts."""
        with painting(self) as painter:
            painter.setFont(self._look.font(bold=True))
            n_layers = len(self._centres) - 1
            half = self._half_mark()
            mark = _mark(self._look)
            height = self._name_height - mark - _GAP
            for layer, (x, name) in enumerate(zip(self._centres, self._names, strict=True)):
                painter.setPen(self._look.colour("ink"))
                room = float(self.width())  # more than any name needs
                place = QRectF(round(x) - room, 0.0, 2.0 * room, height)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
                if layer:
                    line = QRectF(round(x) - half, height + 2, 2 * half, mark)
                    painter.fillRect(line, layer_colour(layer, n_layers, self._look))
