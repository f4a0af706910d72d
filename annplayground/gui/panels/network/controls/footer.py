"""The row below the diagram: how many hidden layers there are, and their first weights."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSizePolicy, QWidget

from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.experiment import Experiment
from annplayground.core.settings import Setting, setting
from annplayground.core.words import translate
from annplayground.gui.panels.network.controls.buttons import GlyphButton, InlineSpin, PickButton
from annplayground.gui.text import plural
from annplayground.gui.theme import Look
from annplayground.gui.widgets.fields import show_number
from annplayground.gui.widgets.labels import Label
from annplayground.gui.widgets.of_setting import of_setting

_LAYERS, _SCALE = setting("network.hidden"), setting("network.init_scale")
_INIT, _BIAS = setting("network.init"), setting("network.init_bias")
_SPACING = 6


class NetworkFooter(QWidget):
    """Signals: `layersChosen(number)`, `initChosen(name)`, `scaleChosen(factor)`,
    `biasChosen(value)`."""

    layersChosen = Signal(int)
    initChosen = Signal(str)
    scaleChosen = Signal(float)
    biasChosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._make_layers()
        self._make_init()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        row.addStretch(1)
        for widget in (self._less, self._count, self._more):
            row.addWidget(widget)
        row.addStretch(1)
        self._init_parts = (self._init_label, self._scheme, self._scale, self._bias)
        for part in self._init_parts:
            row.addWidget(part)

    def _make_layers(self) -> None:
        self._less = GlyphButton(
            "−", "layers_less", translate("Network", "One hidden layer less"), self
        )
        self._count = InlineSpin("layers_count", _LAYERS.label, self)
        self._more = GlyphButton(
            "+", "layers_more", translate("Network", "One hidden layer more"), self
        )
        self._less.setToolTip(
            translate("Network", "Take the last hidden layer away. {consequence}").format(
                consequence=_LAYERS.consequence
            )
        )
        self._more.setToolTip(
            translate("Network", "Add a hidden layer like the last one. {consequence}").format(
                consequence=_LAYERS.consequence
            )
        )
        of_setting(self._count, _LAYERS.path)
        self._count.setToolTip(f"{_LAYERS.label}, {_LAYERS.bounds}. {_LAYERS.consequence}")
        self._count.setRange(int(_LAYERS.low), int(_LAYERS.high))
        self._count.setSuffix(f" {plural(0, 'hidden layer')}")
        self._less.clicked.connect(self._count.stepDown)
        self._more.clicked.connect(self._count.stepUp)
        self._count.valueChanged.connect(self.layersChosen)

    def _make_init(self) -> None:
        self._init_label = Label(_INIT.label, self)
        self._init_label.setProperty("role", "caption")
        self._scheme = PickButton("init_scheme", _INIT.label, self)
        of_setting(self._scheme, _INIT.path)
        self._group = QActionGroup(self)
        for entry in INITIALIZERS.values():
            action = QAction(entry.label, self._group)
            action.setObjectName(f"init_{entry.name}")
            action.setToolTip(entry.about)
            action.setCheckable(True)
            action.setData(entry.name)
        self._scheme.menu.addActions(self._group.actions())
        self._group.triggered.connect(self._choose_init)
        self._scale = self._number(_SCALE, "× ")
        self._scale.valueChanged.connect(self.scaleChosen)
        self._bias = self._number(_BIAS, f"{_BIAS.symbol} ")
        self._bias.valueChanged.connect(self.biasChosen)

    def _number(self, row: Setting, prefix: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setObjectName(row.field)
        of_setting(box, row.path)
        box.setAccessibleName(row.label)
        box.setToolTip(f"{row.bounded} {row.consequence}")
        box.setPrefix(prefix)
        box.setRange(row.low, row.high)
        box.setDecimals(2)
        box.setSingleStep(0.1)
        box.setKeyboardTracking(False)
        box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return box

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        for button in (self._less, self._more, self._scheme):
            button.set_look(look)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment's number of layers and first weights."""
        network = experiment.network
        n_hidden = len(network.hidden)
        show_number(self._count, n_hidden, f" {plural(n_hidden, 'hidden layer')}")
        self._less.setEnabled(n_hidden > _LAYERS.low)
        self._more.setEnabled(n_hidden < _LAYERS.high)
        scheme = INITIALIZERS[network.init]
        for action in self._group.actions():
            action.setChecked(action.data() == network.init)
        self._scheme.show_lines((scheme.label,))
        self._scheme.setToolTip(f"{scheme.about}\n{_INIT.consequence}")
        show_number(self._scale, network.init_scale)
        show_number(self._bias, network.init_bias)

    def set_init_visible(self, visible: bool) -> None:
        """Show or fold away the choice of the first weights."""
        for part in self._init_parts:
            part.setVisible(visible)

    @property
    def full_width(self) -> int:
        """Width with everything shown."""
        parts: tuple[QWidget, ...] = (self._less, self._count, self._more, *self._init_parts)
        return sum(part.sizeHint().width() + _SPACING for part in parts)

    @Slot(QAction)
    def _choose_init(self, action: QAction) -> None:
        self.initChosen.emit(action.data())
