"""What a diagnosis found and what a remedy reached, as values: who shows them loads no engine."""

from dataclasses import dataclass, field

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate

PENDING = translate("Findings", "Remedies are being tried …")


@dataclass(frozen=True)
class Trial:
    """What a remedy reached: applied at once and trained that long, it reaches exactly this.

    The accuracy is None for regression.
    """

    epochs: int
    train_accuracy: float | None
    train_loss: float


@dataclass(frozen=True)
class Finding:
    """What a diagnosis found. `layer` is 1 for the first hidden one, None for the whole network.

    `kind` is its key, and `values` are the numbers in `evidence`, for who says it in other words.
    `evidence` and `advice` may be `Symbolic`.
    `remedy` was tried, unless `trial` is None: adopted at once, or begun anew where it is
    `from_start`, and trained for as many epochs as the trial, it reaches exactly the same.
    """

    kind: str
    layer: int | None
    title: str
    evidence: str
    advice: str  # what the remedy does, as a button says it; empty without a remedy
    remedy: Experiment | None
    values: dict[str, float] = field(default_factory=dict, hash=False)
    trial: Trial | None = None
    from_start: bool = False
    pending: bool = False  # remedies are still being tried
