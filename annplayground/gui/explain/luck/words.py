"""What is said of many starts: how many solve it and how soon, who wins, and what the band is."""

from collections.abc import Mapping
from dataclasses import replace

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.experiment import Experiment
from annplayground.core.learned import LEARNED
from annplayground.core.sweep.starts import Outcome, Pairs, Side, Start, Study
from annplayground.core.words import translate
from annplayground.gui.explain.equations.parts import Block, words
from annplayground.gui.text import count, counted, number, percent, plural

FEW = 5  # fewer starts than this mislead


def invitation(seeds: int) -> list[Block]:
    """What is said before anything is trained."""
    text = translate(
        "Luck",
        "**Is it luck?** Train the same experiment from {seeds} other first weights, in the "
        "background: what the run on screen has reached may be the luck of its start.",
    ).format(seeds=count(seeds))
    return [(words(text),)]


def blocks(study: Study, present: Mapping[Side, Experiment]) -> list[Block]:
    """What came of the starts so far; `present` are the Experiments that the window has now."""
    found: list[Block] = []
    if not same_settings(study, present):
        other = translate(
            "Luck", "These are the starts of other settings: train those of now anew."
        )
        found.append((words(other, "bad"),))
    if study.failure is not None:
        text = translate("Luck", "A start ended by an error of the program: {error}.")
        found.append((words(text.format(error=repr(study.failure)), "bad"),))
    sides = list(study.experiments)
    outcomes = {side: study.outcome(side) for side in sides}
    pairs = study.pairs()
    if any(outcome.n for outcome in outcomes.values()):
        if pairs is None:
            found.append((words(_headline(outcomes["a"])),))
        else:
            found += [(words(_of_side(side.upper(), outcomes[side])),) for side in sides]
            found.append((words(_of_pairs(pairs)),))
    found.append((words(_what(study)),))
    if any(outcome.n for outcome in outcomes.values()):
        found.append((words(_band(study)),))
    return found


def same_settings(study: Study, present: Mapping[Side, Experiment]) -> bool:
    """Whether the study is of these Experiments, whatever first weights they have."""
    return _seedless(study.experiments) == _seedless(present)


def _seedless(experiments: Mapping[Side, Experiment]) -> dict[Side, Experiment]:
    return {
        side: replace(made, network=replace(made.network, seed=0))
        for side, made in experiments.items()
    }


def _headline(outcome: Outcome) -> str:
    n, solved = count(outcome.n), count(outcome.solved)
    if outcome.n == 1:  # of one start nothing is said about luck
        said = (
            translate("Luck", "**The one start that is done solves it**")
            if outcome.solved
            else translate("Luck", "**The one start that is done does not solve it**")
        )
    elif outcome.solved == outcome.n:
        said = translate("Luck", "**No luck needed: all {n} starts solve it**").format(n=n)
    elif not outcome.solved:
        said = translate("Luck", "**No bad luck: none of {n} starts solves it**").format(n=n)
    else:
        text = translate("Luck", "**Luck matters: {solved} of {n} starts solve it**")
        said = text.format(solved=solved, n=n)
    return said + _details(outcome)


def _of_side(name: str, outcome: Outcome) -> str:
    text = translate("Luck", "**{name} solves {solved} of {n}**").format(
        name=name, solved=count(outcome.solved), n=count(outcome.n)
    )
    return text + (_details(outcome) if outcome.n else ".")


def _details(outcome: Outcome) -> str:
    """The interval, after how long, and how many diverged."""
    low, high = outcome.interval
    parts = [
        translate("Luck", " ({share}; 95 % interval {low} to {high})").format(
            share=percent(outcome.solved / outcome.n), low=percent(low), high=percent(high)
        )
    ]
    if outcome.median_epoch is not None:
        text = translate("Luck", "; half of those that do by epoch {epoch}")
        parts.append(text.format(epoch=number(outcome.median_epoch, 6)))
    if outcome.diverged:
        text = translate("Luck", "; {n} diverged")
        parts.append(text.format(n=count(outcome.diverged)))
    return "".join(parts) + "."


def _of_pairs(pairs: Pairs) -> str:
    text = plural(
        pairs.n,
        translate("Luck", "**A won {a} of {n} pair**, B {b}"),
        translate("Luck", "**A won {a} of {n} pairs**, B {b}"),
    ).format(a=count(pairs.a), b=count(pairs.b), n=count(pairs.n))
    if pairs.ties:
        text += translate("Luck", ", and neither {ties}").format(ties=count(pairs.ties))
    if pairs.a + pairs.b:
        low, high = pairs.interval
        text += translate(
            "Luck", "; of those with a winner A takes {low} to {high} (95 % interval): {verdict}"
        ).format(low=percent(low), high=percent(high), verdict=_verdict(low, high))
    return text + "."


def _verdict(low: float, high: float) -> str:
    if low > 0.5:
        return translate("Luck", "A is better, and not by luck")
    if high < 0.5:
        return translate("Luck", "B is better, and not by luck")
    return translate("Luck", "that may be luck")


def _what(study: Study) -> str:
    """What was trained, and what is called solved."""
    n = len(study.starts) // len(study.experiments)
    text = translate("Luck", "{starts} (seed {seeds}), same data, {epochs} each.")
    parts = [
        text.format(
            starts=counted(n, translate("Luck", "start"), translate("Luck", "starts")),
            seeds="0" if n == 1 else f"0 … {count(n - 1)}",
            epochs=counted(study.epochs, translate("Luck", "epoch"), translate("Luck", "epochs")),
        )
    ]
    if any(made.data.n_classes for made in study.experiments.values()):
        text = translate("Luck", "Solved: {share} of the training set right.")
    else:
        text = translate("Luck", "Solved: {share} of the training targets’ variance explained.")
    parts.append(text.format(share=percent(LEARNED)))
    if "b" in study.experiments:
        text = translate(
            "Luck",
            "The same seed makes a pair. Who solves it sooner wins; if neither does, who ends with "
            "the lower {J} on the training set.",
        )
        parts.append(text)
    if n < FEW:
        parts.append(translate("Luck", "So few starts mislead: take more."))
    return " ".join(parts)


def _band(study: Study) -> str:
    """What the thin lines, the strong one and the band are."""
    ns = sorted({len(study.done(side)) for side in study.experiments})
    several = "b" in study.experiments
    parts = Symbolic(
        translate(
            "Luck",
            "Thin: each run. Strong: the median of {J} at each epoch; the band reaches from its "
            "lower to its upper quartile. n = {n} {runs}{each}{stride}.",
        ),
        n=" | ".join(count(n) for n in ns),
        runs=plural(ns[-1], translate("Luck", "run"), translate("Luck", "runs")),
        each=translate("Luck", " each of A and of B") if several else "",
        stride="" if study.stride == 1 else _stride(study.stride),
    )
    return tokens(parts)


def _stride(stride: int) -> str:
    return translate("Luck", ", every {stride} epochs").format(stride=count(stride))


def of_start(start: Start, several: bool) -> Symbolic:
    """One run, in a few words."""
    name = translate("Luck", "seed {seed}").format(seed=start.seed)
    if several:
        name = f"{start.side.upper()}, {name}"
    if not start.done:
        return Symbolic(translate("Luck", "{name}: not done yet"), name=name)
    if start.diverged_at is not None:
        return Symbolic(
            translate("Luck", "{name}: diverged after epoch {epoch}"),
            name=name,
            epoch=count(start.diverged_at),
        )
    loss = number(start.end)
    if start.solved_at is None:
        return Symbolic(translate("Luck", "{name}: not solved, {J} = {loss}"), name=name, loss=loss)
    return Symbolic(
        translate("Luck", "{name}: solved at epoch {epoch}, {J} = {loss}"),
        name=name,
        epoch=count(start.solved_at),
        loss=loss,
    )
