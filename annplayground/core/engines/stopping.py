"""When training stops by itself: at an epoch, at a test loss, at a test accuracy."""

from dataclasses import dataclass

from annplayground.core.choices.activations import Array
from annplayground.core.numerals import count, exact, exact_percent, number, percent
from annplayground.core.words import translate

_NAMES = {
    "test_loss": translate("Stop rules", "test loss"),
    "test_accuracy": translate("Stop rules", "test accuracy"),
}


@dataclass(frozen=True)
class StopReason:
    """Which rule ended a run, and the same in English: a sentence, and a few words."""

    key: str  # the rule, by its name in StopRules
    value: float  # what the run has reached
    bound: float  # what the rule asked for
    sentence: str
    short: str


@dataclass(frozen=True)
class StopRules:
    """Each rule is a bound, or None for not in use."""

    epoch: int | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None  # 0 … 1

    @property
    def summary(self) -> str:
        """The rules in a word or two."""
        words = []
        if self.epoch is not None:
            words.append(translate("Stop rules", "epoch {n}").format(n=count(self.epoch)))
        if self.test_loss is not None:
            words.append(
                translate("Stop rules", "loss {value}").format(value=exact(self.test_loss))
            )
        if self.test_accuracy is not None:
            words.append(exact_percent(self.test_accuracy))
        if not words:
            return translate("Stop rules", "never")
        if len(words) == 1:
            return words[0]
        return translate("Stop rules", "{n} rules").format(n=len(words))

    def reason(self, epoch: int, row: Array) -> StopReason | None:
        """Why to stop after this epoch, given its history row; None to go on."""
        loss, accuracy = float(row[1]), float(row[3])
        if self.epoch is not None and epoch == self.epoch:
            words = translate("Stop rules", "Stopped at epoch {n}").format(n=count(epoch))
            sentence = translate("Stop rules", "{words}.").format(words=words)
            return StopReason("epoch", epoch, self.epoch, sentence, words)
        if self.test_loss is not None and loss <= self.test_loss:
            relation = f"{number(loss, 4)} ≤ {exact(self.test_loss)}"
            return _reached("test_loss", relation, loss, self.test_loss)
        if self.test_accuracy is not None and accuracy >= self.test_accuracy:
            relation = f"{percent(accuracy, 1)} ≥ {exact_percent(self.test_accuracy)}"
            return _reached("test_accuracy", relation, accuracy, self.test_accuracy)
        return None


def _reached(key: str, relation: str, value: float, bound: float) -> StopReason:
    words = f"{_NAMES[key]} {relation}"
    return StopReason(
        key,
        value,
        bound,
        translate("Stop rules", "Stopped: {words}.").format(words=words),
        words[0].upper() + words[1:],
    )


NEVER = StopRules()
