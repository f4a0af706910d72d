"""What is said of the landscape: where it is, how true the plane is, and what the step does."""

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.landscape import BeyondMeasureError, NoPathError, Slice
from annplayground.core.run.survey import Survey
from annplayground.core.words import translate
from annplayground.gui.explain.equations.parts import Block, words
from annplayground.gui.text import count, number, percent


def blocks(surveys: dict[str, Survey], directions: str, factors: dict[str, float]) -> list[Block]:
    """All of it; `factors` is how many times as long each next step is drawn."""
    several = len(surveys) > 1
    names = {side: f"{side.upper()}: " if several else "" for side in surveys}
    found: list[Block] = []
    for side, made in surveys.items():
        found.append((words(f"{_here(names[side], made)} {_rate(made.down)}"),))
    found.append((words(_directions(directions)),))
    for side, made in surveys.items():
        told = names[side] + _path(made)
        if made.step is not None:
            told += f" {_step(made, factors.get(side, 0.0))}"
        found.append((words(told),))
    return found


def why_none(reason: Exception | None) -> str:
    """What is said where there is nothing to see."""
    if isinstance(reason, NoPathError):
        return translate("Landscape", "There is no path yet: train first, or take random ones.")
    if isinstance(reason, BeyondMeasureError):
        return translate(
            "Landscape",
            "The weights are too large to measure: look at an earlier epoch.",
        )
    return translate("Landscape", "The landscape is on its way.")


def _here(name: str, made: Survey) -> str:
    said = Symbolic(
        translate(
            "Landscape", "**{name}Epoch {epoch}, {J} = {now}** in the middle of {n} × {n} points."
        ),
        name=name,
        epoch=count(made.epoch),
        now=number(made.down.J),
        n=count(len(made.landscape.alpha)),
    )
    return tokens(said)


def _rate(down: Slice) -> str:
    """What one step down the gradient would do at the learning rate in use."""
    told = {
        "too_small": translate("Landscape", "**too small**"),
        "right": translate("Landscape", "**right**"),
        "large": translate("Landscape", "**nearly too large**"),
        "too_large": translate("Landscape", "**too large**: {J} does not fall"),
        "none": translate("Landscape", "no step lowers {J}"),
    }
    said = tokens(
        Symbolic(
            translate(
                "Landscape",
                "One step of gradient descent on the whole training set at {lr} = {rate} takes {J} "
                "to {after}: {verdict}",
            ),
            rate=number(down.rate),
            after=number(down.J_at_rate),
            verdict=Symbolic(told[down.verdict]),
        )
    )
    if down.fall:
        low, high = down.right
        text = translate("Landscape", "; right are {low} to {high}")
        if high == down.rates[-1]:
            text = translate("Landscape", "; right are {low} to at least {high}")
        said += text.format(low=number(low), high=number(high))
    return said + "."


def _directions(directions: str) -> str:
    if directions == "random":
        return translate(
            "Landscape",
            "Two random directions: at 1 every unit’s weights and bias have moved by their own "
            "length.",
        )
    return translate(
        "Landscape",
        "The two principal directions of the run’s own path; at 0.9 is its farthest state.",
    )


def _path(made: Survey) -> str:
    """How much of the path the plane holds, and how far off its first state is."""
    found = made.landscape
    if found.variance_explained is None:
        return translate("Landscape", "No path yet: nothing has been trained.")
    said = Symbolic(
        translate(
            "Landscape",
            "The plane holds {share} of the path’s variance. Its first state lies {distance} off "
            "it: there {J} is {true}, on the plane {plane}.",
        ),
        share=percent(found.variance_explained),
        distance=number(float(found.path_distance[0])),
        true=number(float(found.path[0, 2])),
        plane=number(float(found.path_plane_J[0])),
    )
    return tokens(said)


def _step(made: Survey, factor: float) -> str:
    """How long the next step is, how much of it the plane holds, and how it is drawn."""
    assert made.step is not None
    off = made.step[2]
    within = max(made.step_length**2 - off**2, 0.0) ** 0.5
    text = translate("Landscape", "The next step is {length} long, {within} in the plane")
    said = text.format(length=number(made.step_length), within=number(within))
    if factor > 1:
        drawn = translate("Landscape", "; its arrow is {factor} times as long")
        said += drawn.format(factor=count(factor))
    return said + "."


def spot_words(survey: Survey, index: int, several: str = "") -> Symbolic:
    """A state of the path: its epoch, its own J, and that of the plane beside it."""
    found = survey.landscape
    return Symbolic(
        translate(
            "Landscape", "{name}epoch {epoch}: {J} = {true}, on the plane {plane}, {distance} away"
        ),
        name=f"{several}, " if several else "",
        epoch=count(int(found.path_epochs[index])),
        true=number(float(found.path[index, 2])),
        plane=number(float(found.path_plane_J[index])),
        distance=number(float(found.path_distance[index])),
    )
