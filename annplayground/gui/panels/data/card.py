"""The Data card: which problem is to be learnt, from how many points, and what the inputs are."""

import random
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from annplayground.core.choices.datasets import DATASETS
from annplayground.core.edits import with_dataset
from annplayground.core.experiment import Data, Experiment
from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.panels.data.inputs import InputChips
from annplayground.gui.panels.data.slider import LabelledSlider, SliderSpec
from annplayground.gui.panels.data.tiles import DatasetTiles
from annplayground.gui.panels.proposal import Proposing
from annplayground.gui.text import count, fixed, percent
from annplayground.gui.theme import Look, icon
from annplayground.gui.widgets.card import Card
from annplayground.gui.widgets.labels import Label
from annplayground.gui.widgets.of_setting import of_setting

_ANEW = setting("data.points").consequence
_OWN = translate("Data", "Own data are as they are: this is for drawn datasets.")
_SEEDS = 1_000_000  # small enough to be read out and typed in


def _share(share: float) -> str:
    return "all" if share == 1 else percent(share)


_FEWEST = int(setting("data.n_samples").low)
SLIDERS = (
    SliderSpec.of("data.noise", [k / 100 for k in range(51)], partial(fixed, places=2)),
    SliderSpec.of("data.train_fraction", [k / 100 for k in range(10, 101)], _share),
    SliderSpec.of(
        "data.n_samples",
        [*range(_FEWEST, 200, 10), *range(200, 500, 20), *range(500, 2001, 50)],
        count,
    ),
)


class DataCard(Card, Proposing):
    """Edits the data of the Experiment; every edit starts the network anew.

    Signals: `experimentEdited(object)`, a new Experiment; `noticeRequested(str)`, why not;
    `drawRequested(bool)`, to draw own points or to end that; `openRequested()`, to read a file.
    """

    experimentEdited = Signal(object)
    noticeRequested = Signal(str)
    drawRequested = Signal(bool)
    openRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("data_card", translate("Data", "Data"), parent)
        self._experiment = Experiment()
        self._look = Look()
        # The newest data of each kind, own (True) or drawn, to come back to as they were.
        self._newest: dict[bool, Data] = {}
        self._build()
        self._lay_out()
        self._connect()
        self.set_look(self._look)
        self._show(self._experiment)
        self._newest.clear()  # nobody has chosen these

    def _build(self) -> None:
        self.tiles = DatasetTiles()
        self._chosen_name = Label()
        self._chosen_name.setObjectName("dataset_name")
        self._chosen_name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sliders = {spec.name: LabelledSlider(spec) for spec in SLIDERS}
        self._inputs_caption = Label(translate("Data", "Inputs"))
        self.inputs = InputChips()
        self.new_sample = QToolButton()
        self.new_sample.setObjectName("new_sample")
        of_setting(self.new_sample, "data.seed")
        self.new_sample.setAccessibleName(translate("Data", "New sample"))
        self.new_sample.setProperty("role", "plain")
        self.draw_points = QToolButton()
        self.draw_points.setText(translate("Data", "Draw points"))
        self.draw_points.setObjectName("draw_points")
        of_setting(self.draw_points, "data.points")
        self.draw_points.setAccessibleName(translate("Data", "Draw points"))
        self.draw_points.setCheckable(True)
        self.draw_points.setToolTip(
            translate(
                "Data",
                "Click own points into the decision boundary. {consequence}\n"
                "Click again, or Esc, to end.",
            ).format(consequence=_ANEW)
        )
        self.open_csv = QToolButton()
        self.open_csv.setText(translate("Data", "Open CSV"))
        self.open_csv.setObjectName("open_csv")
        self.open_csv.setAccessibleName(translate("Data", "Open CSV file"))
        self.open_csv.setToolTip(
            translate(
                "Data", "Read points from a file with x1, x2 and the class. {consequence}"
            ).format(consequence=_ANEW)
        )

    def _lay_out(self) -> None:
        self.header.addWidget(self.new_sample)
        self.body.setSpacing(4)
        self.body.addWidget(self.tiles, 100)
        self.body.addWidget(self._chosen_name)
        for slider in self.sliders.values():
            self.body.addWidget(slider)
        # What the pictures cannot use stays empty between the groups.
        self.body.addStretch(1)
        self.body.addWidget(self._inputs_caption)
        self.body.addWidget(self.inputs)
        self.body.addStretch(1)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(4)
        for button in (self.draw_points, self.open_csv):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.body.addWidget(self._buttons)

    def _connect(self) -> None:
        self.tiles.datasetChosen.connect(self._choose_dataset)
        self.sliders["noise"].valueEdited.connect(self._edit_noise)
        self.sliders["train_fraction"].valueEdited.connect(self._edit_train_fraction)
        self.sliders["n_samples"].valueEdited.connect(self._edit_n_samples)
        self.inputs.featuresChosen.connect(self._edit_features)
        self.inputs.noticeRequested.connect(self.noticeRequested)
        self.new_sample.clicked.connect(self._draw_new_sample)
        self.draw_points.clicked.connect(self.drawRequested)
        self.open_csv.clicked.connect(self.openRequested)

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; for a projector only the pictures stay."""
        super().set_look(look)
        self._look = look
        self.tiles.set_look(look)
        self.new_sample.setIcon(icon("shuffle", look.colours.ink, look.size.icon))
        self.new_sample.setIconSize(QSize(look.size.icon, look.size.icon))
        metrics = QFontMetrics(look.font())
        for button in (self.draw_points, self.open_csv):
            button.setMinimumWidth(metrics.horizontalAdvance(button.text()) + 16)
        self._subtitle.setVisible(not look.presenting)
        secondary = (*self.sliders.values(), self._inputs_caption, self.inputs)
        for widget in (*secondary, self.new_sample, self._buttons):
            widget.setVisible(not look.presenting)
        self._use_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._use_room()

    def _use_room(self) -> None:
        """Spend spare height on the names of the datasets first, on longer sliders second."""
        for layout in (self.body, self._outer):
            layout.invalidate()  # else the hint may be from before a slider changed its lines
        sliders = [slider for slider in self.sliders.values() if not slider.isHidden()]
        extra = sum(slider.extra_height() for slider in sliders)
        usual = self.sizeHint().height() - sum(s.extra_height() for s in sliders if s.stacked)
        if not self._chosen_name.isHidden():
            usual -= self._chosen_name.sizeHint().height() + self.body.spacing()
        # The pictures' own width is still that of the size before.
        width, height = self.body_width, self.tiles.minimumSizeHint().height()
        spare = self.height() - usual
        named = self.tiles.has_names_at(width, height + spare)
        named_as_well = self.tiles.has_names_at(width, height + spare - extra)
        for slider in sliders:
            slider.set_stacked(spare >= extra and (named_as_well or not named))
        self._chosen_name.setVisible(self._look.presenting and not named)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an Experiment; emits nothing."""
        if experiment.data != self._experiment.data:
            self._show(experiment)
        self._experiment = experiment

    def set_drawing(self, drawing: bool) -> None:
        """Show whether points are being drawn now."""
        self.draw_points.setChecked(drawing)

    def _show(self, experiment: Experiment) -> None:
        self._experiment, data = experiment, experiment.data
        own = data.dataset == "custom"
        self._newest[own] = data
        points = self._newest[True].points if True in self._newest else ()
        self.tiles.show_choice(data.dataset, points)
        label = DATASETS[data.dataset].label
        self.set_subtitle(label)
        self._chosen_name.setText(label)
        self.sliders["noise"].show_value(data.noise)
        self.sliders["train_fraction"].show_value(data.train_fraction)
        self.sliders["n_samples"].show_value(len(data.points) if own else data.n_samples)
        for name in ("noise", "n_samples"):
            self.sliders[name].set_usable(_OWN if own else "")
        self.inputs.show_features(data.features)
        self.new_sample.setToolTip(
            translate(
                "Data",
                "New sample: draw other points of the same kind (now seed {seed}). {consequence}",
            ).format(seed=data.seed, consequence=_ANEW)
        )

    # -- edits ------------------------------------------------------------------------------

    @Slot(str)
    def _choose_dataset(self, name: str) -> None:
        now = self._experiment.data
        kept = self._newest.get(name == "custom", now)
        data = replace(kept, features=now.features, seed=now.seed)
        self.propose_by(lambda experiment: experiment.with_data(with_dataset(data, name)))

    @Slot(object)
    def _edit_noise(self, value: float) -> None:
        self.propose("data.noise", value)

    @Slot(object)
    def _edit_train_fraction(self, value: float) -> None:
        self.propose("data.train_fraction", value)

    @Slot(object)
    def _edit_n_samples(self, value: float) -> None:
        self.propose("data.n_samples", int(value))

    @Slot(object)
    def _edit_features(self, features: tuple[str, ...]) -> None:
        self.propose("data.features", features)

    @Slot()
    def _draw_new_sample(self) -> None:
        seed = random.randrange(_SEEDS)
        self.propose("data.seed", seed if seed != self._experiment.data.seed else seed + 1)
