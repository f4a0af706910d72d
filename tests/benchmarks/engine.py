"""Training speed in epochs a second, beside scikit-learn doing the same work; and the maps."""

import statistics
import time
from collections.abc import Callable, Iterator

from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import grid_inputs, observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from tests.benchmarks.cases import CASES, Case, Figure

ROUNDS = 5
SECONDS = 0.4
LEAST = {"a": 170, "b": 45, "c": 32, "d": 20, "e": 3}
GOAL = {"a": 435, "b": 150, "c": 110, "d": 79, "e": 5}
MAP_LIMIT_MS = {"a": 0.5, "b": 1.2, "c": 3.0, "d": 1.3, "e": 14.0}


def run() -> Iterator[Figure]:
    """All figures of the engine."""
    for case in CASES:
        yield from _training(case)
    for case in CASES:
        yield _decision_map(case)
    yield _thumbnails()


def _training(case: Case) -> Iterator[Figure]:
    compiled = Session(case.experiment, "numba")
    plain = Session(case.experiment, "numpy")
    peer = _scikit_learn(case)
    rates: dict[str, list[float]] = {"numba": [], "numpy": [], "sklearn": []}
    for _ in range(ROUNDS):  # in turn, so that a drift of the machine meets all of them
        rates["numba"].append(_rate(compiled.train, 1000))
        rates["numpy"].append(_rate(plain.train, 20))
        rates["sklearn"].append(_rate(peer, 40))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    target = f"≥ {LEAST[case.name]}, goal {GOAL[case.name]}"
    yield Figure(
        f"train {case.label}",
        medians["numba"],
        "epochs/s",
        "scikit-learn",
        medians["sklearn"],
        target,
    )
    yield Figure(
        f"train {case.label}, NumPy engine",
        medians["numpy"],
        "epochs/s",
        "scikit-learn",
        medians["sklearn"],
    )


def _rate(train: Callable[[int], object], chunk: int) -> float:
    epochs, start = 0, time.perf_counter()
    while (seconds := time.perf_counter() - start) < SECONDS:
        train(chunk)
        epochs += chunk
    return epochs / seconds


def _scikit_learn(case: Case) -> Callable[[int], object]:
    """A function that trains scikit-learn's MLPClassifier for so many epochs: plain SGD."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    samples = Session(case.experiment, "numpy").train_set

    def train(epochs: int) -> object:
        model = MLPClassifier(
            case.hidden,
            activation="tanh",
            solver="sgd",
            alpha=0.0,
            batch_size=case.batch,
            learning_rate_init=0.03,
            momentum=0.0,
            nesterovs_momentum=False,
            max_iter=epochs,
            n_iter_no_change=epochs + 1,
            tol=0.0,
            random_state=0,
        )
        return model.fit(samples.X, samples.labels)

    return train


def _decision_map(case: Case) -> Figure:
    moment = Session(case.experiment, "numba").moment
    x = grid_inputs(100, case.experiment.data.features)
    milliseconds = _median_ms(lambda: moment.maps(x, -1))
    plain = Session(case.experiment, "numpy").moment
    peer = _median_ms(lambda: plain.maps(x, -1))
    limit = f"≤ {MAP_LIMIT_MS[case.name]} ms"
    what = f"decision map 100×100, {case.label}"
    return Figure(what, milliseconds, "ms", "NumPy engine", peer, limit)


def _thumbnails() -> Figure:
    experiment: Experiment = CASES[2].experiment
    compiled, plain = Session(experiment, "numba"), Session(experiment, "numpy")
    view = View(neurons=32)
    milliseconds = _median_ms(lambda: observe(compiled.moment, 0, Status(), view))
    peer = _median_ms(lambda: observe(plain.moment, 0, Status(), view))
    what = "snapshot with all thumbnails 32×32, case c"
    return Figure(what, milliseconds, "ms", "NumPy engine", peer, "< 5 ms")


def _median_ms(function: Callable[[], object], times: int = 40) -> float:
    function()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent) * 1000
