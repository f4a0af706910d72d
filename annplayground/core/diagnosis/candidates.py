"""What is tried against the findings of a run: single changes, the best of them together, and all
that is unusual brought back at once; live where the weights can stay, and from the start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from annplayground.core.diagnosis import changes
from annplayground.core.diagnosis.changes import CHANGES, Change
from annplayground.core.edits import keeps_weights
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate

# Changes of which only one can be made: the later would undo the earlier.
ONE_OF = {
    "adam": "rate", "learning_rate": "rate", "tanh": "activation", "leaky_relu": "activation",
    "units": "size", "layer": "size",
}  # fmt: skip
_ORDER = [*(kind for kind in CHANGES if kind != "start"), "start"]


@dataclass(frozen=True)
class Candidate:
    """An Experiment to try, `before` with some changes; `words` say them.

    It begins `from_start` where the weights cannot stay. Who gives it to a run by `adopt` gets
    False then: a remedy from the start always has other first weights.
    """

    experiment: Experiment
    made: tuple[Change, ...]
    words: str
    from_start: bool
    n_settings: int
    new_seed: bool = False

    @property
    def kinds(self) -> set[str]:
        """The kinds of its changes."""
        return {change.kind for change in self.made}

    @property
    def size(self) -> float:
        """How much it changes: the settings; the seed of the start is less than another one, and to
        lose the weights is more than to keep them."""
        return self.n_settings - (0.1 if self.new_seed else 0.0) + (0.2 if self.from_start else 0.0)


class Candidates:
    """All candidates for one Experiment, none of them twice."""

    def __init__(self, experiment: Experiment, diverged: bool, kinds: Iterable[str]) -> None:
        """Single changes are made of these `kinds`, in their order."""
        self.experiment, self._diverged = experiment, diverged
        self._kinds = list(dict.fromkeys(kinds))
        self._seen = {experiment}

    def control(self) -> Candidate:
        """To go on as it is."""
        return Candidate(self.experiment, (), "", self._diverged, 0)

    def singles(self) -> list[Candidate]:
        """Each change by itself."""
        made = [change for kind in self._kinds for change in CHANGES[kind](self.experiment)]
        return [c for change in made for c in self._variants((change,))]

    def together(self, best: Sequence[Candidate]) -> list[Candidate]:
        """The changes of the best singles in twos and threes, those of one kind not together."""
        firsts = {single.made[0].kind: single.made[0] for single in reversed(best)}
        made = list(firsts.values())[::-1]
        return self._combined([*combinations(made, 2), *combinations(made, 3)])

    def mended(self) -> list[Candidate]:
        """What is unusual brought back, all of it and all but one, where several causes stack."""
        made = suspects(self.experiment)
        sizes = range(len(made), max(len(made) - 2, 1), -1)
        return self._combined([chosen for n in sizes for chosen in combinations(made, n)])

    def _combined(self, several: Iterable[tuple[Change, ...]]) -> list[Candidate]:
        """Of each some changes together, those that do not undo each other, in a fixed order."""
        found: list[Candidate] = []
        for made in several:
            if len({ONE_OF.get(change.kind, change.kind) for change in made}) == len(made):
                ordered = sorted(made, key=lambda change: _ORDER.index(change.kind))
                found += self._variants(tuple(ordered))
        return found

    def _variants(self, made: tuple[Change, ...]) -> list[Candidate]:
        """These changes live, if that can be, and from the start; as far as they are new."""
        after = self.experiment
        for change in made:
            after = change.apply(after)
        if not keeps_weights(self.experiment, after):
            return self._candidate(made, after, "")
        found = [] if self._diverged else self._candidate(made, after, "")
        return found + self._candidate(
            made, changes.started_anew(after), translate("Remedies", "a new start")
        )

    def _candidate(
        self, made: tuple[Change, ...], experiment: Experiment, anew: str
    ) -> list[Candidate]:
        n = changes.n_settings(self.experiment, experiment)
        if experiment in self._seen or n > changes.MOST_SETTINGS:
            return []
        self._seen.add(experiment)
        live = keeps_weights(self.experiment, experiment)
        words = [change.words for change in made] + [anew] * bool(anew)
        other = experiment.network.seed != self.experiment.network.seed
        return [Candidate(experiment, made, joined(words), not live, n, other)]


def suspects(experiment: Experiment) -> list[Change]:
    """Changes that bring back to the usual what is not."""
    found = [
        *changes.schedule(experiment),
        *changes.clip(experiment),
        *list(changes.penalty(experiment))[:1],
    ]
    rates = changes.usual_rates(experiment)
    if not min(rates) / 10 <= experiment.training.learning_rate <= max(rates) * 5:
        wanted = changes.rate_words(rates[0])
        found += [c for c in changes.learning_rate(experiment) if c.words == wanted]
    if changes.badly_started(experiment.network):
        found += list(changes.weights(experiment))[:1]
    if any(hidden.activation in ("sigmoid", "linear") for hidden in experiment.network.hidden):
        found += changes.tanh(experiment)
    return found


def joined(words: Sequence[str]) -> str:
    """'a, b and c'."""
    if len(words) == 1:
        return words[0]
    return translate("Remedies", "{words} and {last}").format(
        words=", ".join(words[:-1]), last=words[-1]
    )
