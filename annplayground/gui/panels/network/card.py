"""The Network card: the diagram is the editor of the layers, their activations and weights."""

from typing import Any

from PySide6.QtCore import QMargins, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from annplayground.core.choices.activations import Array
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.panels.network.controls.columns import ColumnStrip
from annplayground.gui.panels.network.controls.footer import NetworkFooter
from annplayground.gui.panels.network.diagram import NetworkDiagram
from annplayground.gui.panels.network.layout import Node, Weight
from annplayground.gui.panels.network.numbers import NEXT
from annplayground.gui.panels.network.words import chain
from annplayground.gui.panels.proposal import Proposing
from annplayground.gui.text import counted
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

# What the chip says, by the numbers that are written now.
_WAYS = {
    "off": translate("Network", "off"),
    "forward": translate("Network", "forward"),
    "backward": translate("Network", "backward"),
}
_NUMBERS = {
    "off": translate("Network", "Write W, b, z and a of the example in focus on the network  (#)"),
    "forward": translate(
        "Network", "Numbers of the forward pass; next those of the backward pass  (#)"
    ),
    "backward": translate("Network", "Numbers of the backward pass; next none  (#)"),
}


class NetworkCard(Card, Proposing):
    """Signals: `experimentEdited(Experiment)`; `noticeRequested(sentence)`, for an edit that cannot
    be; `weightEdited(layer, i, j, value)` and `biasEdited(layer, j, value)`, set by hand (layer 1
    is the first after the inputs); `detailRequested((layer, unit) or None)`, the node whose large
    map is wanted (layer 0 is the inputs); `viewChanged()`, another `neuron_resolution` is right
    now; `unitChosen(layer, unit)`, clicked, and `unitReached(layer, unit)`, by key,
    `weightChosen(layer, i, j)`, by either, and `layerChosen(layer)`, its name clicked, with layer 1
    the first after the inputs in all; `numbersRequested(choice)`, other numbers are wanted on the
    diagram; `placePointed(places)`, the (layer, unit) under the pointer or chosen by key, or both
    ends of a weight; none: nothing."""

    experimentEdited = Signal(object)
    noticeRequested = Signal(str)
    weightEdited = Signal(int, int, int, float)
    biasEdited = Signal(int, int, float)
    detailRequested = Signal(object)
    viewChanged = Signal()
    unitChosen = Signal(int, int)
    unitReached = Signal(int, int)
    weightChosen = Signal(int, int, int)
    layerChosen = Signal(int)
    placePointed = Signal(object)
    numbersRequested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("network_card", translate("Network", "Network"), parent)
        self._look = Look()
        self._experiment = Experiment()
        # Made before the controls of the layers: Tab goes as the eye does.
        self._numbers_chip = self._header_chip("numbers", translate("Network", "Numbers"))
        self._columns = ColumnStrip(self)
        self._diagram = NetworkDiagram(self)
        self._footer = NetworkFooter(self)
        self.body.setSpacing(4)
        self.body.addWidget(self._columns)
        self.body.addWidget(self._diagram, 1)
        self.body.addWidget(self._footer)
        self._connect()
        self._show(self._experiment)

    def _header_chip(self, name: str, text: str) -> QPushButton:
        chip = QPushButton(text)
        chip.setObjectName(name)
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.header.addWidget(chip)
        return chip

    def _connect(self) -> None:
        columns, diagram, footer = self._columns, self._diagram, self._footer
        self._numbers_chip.clicked.connect(self.ask_next_numbers)
        diagram.numbers.numbersChanged.connect(self._show_numbers)
        columns.activationChosen.connect(self._set_activation)
        columns.alphaChosen.connect(self._set_alpha)
        columns.unitsChosen.connect(self._set_units)
        columns.outputChosen.connect(self._set_output)
        columns.layerClicked.connect(self.layerChosen)
        columns.heightsChanged.connect(self._fold)
        footer.layersChosen.connect(self._set_layers)
        footer.initChosen.connect(self._set_init)
        footer.scaleChosen.connect(self._set_init_scale)
        footer.biasChosen.connect(self._set_init_bias)
        diagram.weightEdited.connect(self.weightEdited)
        diagram.biasEdited.connect(self.biasEdited)
        diagram.detailRequested.connect(self.detailRequested)
        diagram.viewChanged.connect(self.viewChanged)
        diagram.placePointed.connect(self.placePointed)
        diagram.targetChosen.connect(self._tell_chosen)

    def complete(self) -> None:
        """Make the controls of the layers that there are not yet."""
        self._columns.make_columns()

    @Slot(object)
    def _tell_chosen(self, target: Node | Weight) -> None:
        if isinstance(target, Weight):
            self.weightChosen.emit(target.layer, target.i, target.j)
        elif target.layer > 0:
            told = self.unitReached if self._diagram.by_key else self.unitChosen
            told.emit(target.layer, target.unit)

    @Slot(object)
    def show_flow(self, values: tuple[Array, ...]) -> None:
        """Write these values on the units, layer by layer from the inputs; none: nothing."""
        self._diagram.show_flow(values)

    @Slot(int, bool)
    def show_pass(self, row: int, backward: bool) -> None:
        """Write the numbers of this row of the training set, where they come by themselves those
        of this pass."""
        self._diagram.numbers.follow(row, backward)

    @property
    def numbers_choice(self) -> str:
        """Which numbers were chosen to be written on the diagram."""
        return self._diagram.numbers.choice

    @Slot(str)
    def choose_numbers(self, choice: str) -> None:
        """Write numbers on the diagram: "auto", "off", "forward" or "backward"."""
        self._diagram.numbers.choose(choice)

    @Slot()
    def ask_next_numbers(self) -> None:
        """Ask for other numbers than those that are written now."""
        self.numbersRequested.emit(NEXT[self._diagram.numbers.way(self._experiment)])

    @Slot()
    def _show_numbers(self) -> None:
        """Say on the chip which numbers are written now."""
        way = self._diagram.numbers.way(self._experiment)
        self._numbers_chip.setChecked(way != "off")
        self._numbers_chip.setAccessibleName(
            translate("Network", "Numbers on the network: {way}").format(way=_WAYS[way])
        )
        self._numbers_chip.setToolTip(_NUMBERS[way])

    @Slot(object)
    def show_path(self, places: tuple[tuple[int, int], ...]) -> None:
        """Light the way through these (layer, unit), from layer to layer; none: nothing."""
        self._diagram.show_path(places)

    @Slot()
    @Slot(object)
    def show_place(self, places: tuple[tuple[int, int], ...]) -> None:
        """Light this (layer, unit), or the weight between two; none: nothing."""
        self._diagram.show_place(places)

    def leave_selection(self) -> None:
        """Nothing is chosen in the diagram any more."""
        self._diagram.leave_selection()

    # -- what is shown ----------------------------------------------------------------------

    @property
    def neuron_resolution(self) -> int:
        """Pixels a side that the maps of the units should have; 0 while hidden."""
        return self._diagram.neuron_resolution

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        super().set_look(look)
        self._look = look
        for part in (self._columns, self._diagram, self._footer):
            part.set_look(look)
        self._numbers_chip.setHidden(look.size.presenting)
        self._numbers_chip.setFixedHeight(look.size.control - 4)
        self._fill_subtitle()
        self._fold()

    @Slot(object)
    def show_experiment(self, experiment: Experiment) -> None:
        """Show a network; nothing is emitted."""
        shown, self._experiment = self._experiment, experiment
        if (experiment.network, experiment.data) != (shown.network, shown.data):
            self._show(experiment)

    def _show(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._fill_subtitle()
        self._columns.show_experiment(experiment)
        self._footer.show_experiment(experiment)
        self._diagram.show_experiment(experiment)
        self._show_numbers()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the newest maps and weights."""
        self._diagram.show_snapshot(snapshot)

    def _fill_subtitle(self) -> None:
        """The sizes, and the number of parameters, each where there is room for it."""
        sizes = chain(self._experiment.sizes)
        look, words = self._look, QFontMetrics(self._look.font())
        title = QFontMetrics(look.font(look.size.title, bold=True)).horizontalAdvance(self.title)
        chip = 0 if look.presenting else self._numbers_chip.sizeHint().width() + look.size.pad
        room = self.width() - title - 40 - self.letter_width - chip
        wordings = (f"{sizes} · {counted(self._experiment.n_parameters, 'parameter')}", sizes)
        self.set_subtitle(next((w for w in wordings if words.horizontalAdvance(w) <= room), ""))

    def minimumSizeHint(self) -> QSize:
        """With all folded away that can be: what is there now depends on the height there is. Many
        layers need a wider card."""
        size = super().minimumSizeHint()
        spare = self._columns.height() - self._columns.least_height
        if not self._footer.isHidden():
            spare += self._footer.minimumSizeHint().height() + self.body.spacing()
        outer = self.layout()
        margins = outer.contentsMargins() if outer is not None else QMargins()
        width = self._columns.least_width + margins.left() + margins.right()
        return QSize(max(size.width(), width), size.height() - spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold controls away where there is no room for them."""
        super().resizeEvent(event)
        self._fill_subtitle()
        self._fold()

    @Slot()
    def _fold(self) -> None:
        """The diagram keeps its height: the units go first, then the whole row below."""
        fixed = self._columns.least_height + self._footer.sizeHint().height() + 60
        spare = self.height() - fixed - self._look.size.diagram
        self._columns.set_units_visible(spare >= self._columns.units_height)
        self._footer.setVisible(spare >= 0)
        self._footer.set_init_visible(self._footer.full_width + 40 <= self.width())

    # -- edits ------------------------------------------------------------------------------

    def _propose_for(self, layer: int, name: str, value: Any) -> None:
        """Change a setting of one hidden layer."""
        # Typed but not yet committed, a change can come when its layer has gone: it goes with it.
        if layer <= len(self._experiment.network.hidden):
            self.propose(f"network.hidden.{layer}.{name}", value)

    @Slot(int, str)
    def _set_activation(self, layer: int, name: str) -> None:
        self._propose_for(layer, "activation", name)

    @Slot(int, float)
    def _set_alpha(self, layer: int, alpha: float) -> None:
        self._propose_for(layer, "alpha", alpha)

    @Slot(int, int)
    def _set_units(self, layer: int, units: int) -> None:
        self._propose_for(layer, "units", units)

    @Slot(str)
    def _set_output(self, name: str) -> None:
        self.propose("network.output", name)

    @Slot(int)
    def _set_layers(self, number: int) -> None:
        self.propose("network.hidden", number)

    @Slot(str)
    def _set_init(self, name: str) -> None:
        self.propose("network.init", name)

    @Slot(float)
    def _set_init_scale(self, scale: float) -> None:
        self.propose("network.init_scale", scale)

    @Slot(float)
    def _set_init_bias(self, bias: float) -> None:
        self.propose("network.init_bias", bias)
