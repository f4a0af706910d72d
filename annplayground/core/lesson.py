"""A lesson: what is shown scene by scene, and what is claimed of it, as frozen values.

Files have them as TOML; `resources/lessons/README.md` says how.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.measures import Measure

KINDS = ("lesson", "gallery", "example")
NUMBERS = ("auto", "off", "forward", "backward")  # on the network
RELATIONS = ("above", "below", "found", "missing")
SPEED = 30.0  # epochs per second
SEEDS = 10  # runs by which a claim is checked
VARIED = ("network.seed", "data.seed")  # what is another in the other runs
MARGIN = 2.0  # by this factor what has no natural bound must be clear of its bound


@dataclass(frozen=True)
class Words:
    """A text, in English and in `others` by the codes of their languages.

    It may have tokens of the notation, as {J}: `Symbolic` reads them.
    """

    text: str = ""
    others: Mapping[str, str] = field(default_factory=dict, hash=False)

    def said(self, language: str = "en") -> str:
        """The text in a language such as "de" or "de_AT", in English where there is none."""
        near = language.replace("-", "_").partition("_")[0]
        return self.others.get(language, self.others.get(near, self.text))

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class LessonFocus:
    """What explanations are about. Layer 1 is the first after the inputs; `unit` of it, `source` in
    the layer before and `example`, a row of the training set, count from 0 (in files from 1)."""

    layer: int = 1
    unit: int = 0
    source: int = 0
    example: int = 0


@dataclass(frozen=True)
class StartWeight:
    """A first weight that was set by hand, or without a `source` a bias; counted as in
    `LessonFocus`. `of` is the side, A or B."""

    layer: int
    unit: int
    value: float
    source: int | None = None
    of: str = "A"

    @property
    def place(self) -> tuple[int, ...]:
        """(layer, source, unit) of a weight, (layer, unit) of a bias."""
        if self.source is None:
            return self.layer, self.unit
        return self.layer, self.source, self.unit


@dataclass(frozen=True)
class Mark:
    """A mark of the lesson's own on the timeline."""

    epoch: int
    text: Words


@dataclass(frozen=True)
class Question:
    """A question to the audience. `answer` is the number of the right option, which count from 1 as
    the keys do; `hides` names the panels that are hidden until it is revealed."""

    text: Words
    options: tuple[Words, ...]
    answer: int
    hides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One scene.

    `caption` is the sentence for the back row, `notes` are for the lecturer. `experiment` is A, and
    `b` beside it B, with the first weights of their seeds but for `weights`. It is trained to
    epoch `at` before it is shown; to run it, if it `runs`, goes on at `speed` (epochs per second,
    None: as fast as possible), or at `batches` mini-batches per second if that is given, until one
    of the `rules`.

    `panels` are the cards shown (none: all) and `sizes` their relative widths (none: equal ones);
    `explanation` is opened with its `focus`; `metric` is that of the gradient chart.
    """

    title: Words
    caption: Words
    experiment: Experiment
    b: Experiment | None = None
    notes: Words = Words()
    weights: tuple[StartWeight, ...] = ()
    at: int = 0
    runs: bool = True
    speed: float | None = SPEED
    batches: float | None = None
    rules: StopRules = NEVER
    panels: tuple[str, ...] = ()
    sizes: tuple[float, ...] = ()
    explanation: str | None = None
    focus: LessonFocus | None = None
    metric: str | None = None
    numbers: str = "auto"
    marks: tuple[Mark, ...] = ()
    question: Question | None = None

    def __post_init__(self) -> None:
        # What a chosen optimizer or schedule does not use is no part of a scene.
        object.__setattr__(self, "experiment", _essential(self.experiment))
        if self.b is not None:
            object.__setattr__(self, "b", _essential(self.b))

    @property
    def epochs_per_second(self) -> float | None:
        """How fast it trains; None is as fast as possible."""
        if self.batches is None:
            return self.speed
        return self.batches / -(-self.experiment.data.n_train // self._batch_size)

    @property
    def _batch_size(self) -> int:
        return min(self.experiment.training.batch_size, self.experiment.data.n_train)


def _essential(experiment: Experiment) -> Experiment:
    return Experiment.from_dict(experiment.to_dict())


@dataclass(frozen=True)
class Claim:
    """A statement on the runs of a scene, which training checks.

    After `after` epochs the `measure` is `relation` ("above", "below") a `value`, or is a kind of
    finding that is "found" or "missing"; with `reaches`, the measure is the first epoch at which it
    was ("above" or "below", value). `of` is the side whose quantities it has where it names none,
    and `scene` counts from 1.

    It must hold for the scene as it is shown and for `at_least` of `seeds` other ones, in which
    `vary` is another seed, each time by a factor of `margin`. `twin` changes A, or B by "B.path",
    so that it is false.
    """

    measure: Measure
    relation: str
    after: int
    value: float | None = None
    reaches: tuple[str, float] | None = None
    of: str = "A"
    scene: int = 1
    seeds: int = SEEDS
    at_least: int = SEEDS
    vary: str = VARIED[0]
    margin: float = 1.0
    twin: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Lesson:
    """A lesson of one or more scenes; `shows` says in a sentence what it is about.

    `name` is that of its file without the ending; lessons stand in the order of their `number`.
    """

    name: str
    title: Words
    scenes: tuple[Scene, ...]
    shows: Words = Words()
    number: int = 0
    kind: str = "lesson"
    claims: tuple[Claim, ...] = ()
