"""How the network of an Experiment learns."""

from dataclasses import dataclass, field

from annplayground.core.checks import check_type, make_plain
from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.settings import check_fields


@dataclass(frozen=True)
class Training:
    """How the network learns; all of it can change between two steps of a run."""

    loss: str = "cross_entropy"
    learning_rate: float = 0.03
    batch_size: int = 10
    optimizer: OptimizerChoice = field(default_factory=OptimizerChoice)
    regularization: Regularization = field(default_factory=Regularization)
    schedule: ScheduleChoice = field(default_factory=ScheduleChoice)
    gradient_clip: float | None = None

    def __post_init__(self) -> None:
        for name, wanted in _CHOICES.items():
            check_type(name, getattr(self, name), wanted)
        make_plain(self)
        check_fields("training", self)


_CHOICES = {
    "optimizer": OptimizerChoice,
    "regularization": Regularization,
    "schedule": ScheduleChoice,
}
