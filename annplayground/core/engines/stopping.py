"""When training stops by itself: at an epoch, at a test loss, at a test accuracy."""

from dataclasses import dataclass

from annplayground.core.choices.activations import Array


@dataclass(frozen=True)
class StopRules:
    """Each rule is a bound, or None for not in use."""

    epoch: int | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None  # 0 … 1

    def reason(self, epoch: int, row: Array) -> str | None:
        """Why to stop after this epoch, given its history row; None to go on."""
        test_loss, test_accuracy = row[1], row[3]
        if self.epoch is not None and epoch == self.epoch:
            return f"Stopped at epoch {epoch:,}."
        if self.test_loss is not None and test_loss <= self.test_loss:
            return f"Stopped: test loss {test_loss:.4g} ≤ {self.test_loss:g}."
        if self.test_accuracy is not None and test_accuracy >= self.test_accuracy:
            return (
                f"Stopped: test accuracy {test_accuracy * 100:.4g} % ≥ "
                f"{self.test_accuracy * 100:g} %."
            )
        return None


NEVER = StopRules()
