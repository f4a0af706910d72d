"""What is said of a change: J, the accuracy, the map, the samples, and how far each layer moved."""

import math

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.run.change import Change, LayerMoved
from annplayground.core.words import translate
from annplayground.gui.explain.equations.parts import Block, words
from annplayground.gui.text import count, counted, layer_name, number, percent


def blocks(changes: dict[str, Change]) -> list[Block]:
    """All of it, of A and of B."""
    found: list[Block] = []
    for side, change in changes.items():
        name = f"{side.upper()}: " if len(changes) > 1 else ""
        found.append((words(" ".join((_losses(name, change), *_classes(change)))),))
        n = len(change.layers)
        found += [
            (words(name + _layer(layer_name(k, n), moved)),)
            for k, moved in enumerate(change.layers, start=1)
        ]
    return found


def _losses(name: str, change: Change) -> str:
    then, now = change.losses
    said = Symbolic(
        translate(
            "Changed",
            "**{name}Epoch {since} to {epoch}:** {J} on the training set from {then} to {now}.",
        ),
        name=name,
        since=count(change.since),
        epoch=count(change.epoch),
        then=number(then.train),
        now=number(now.train),
    )
    return tokens(said)


def _classes(change: Change) -> list[str]:
    """How much is in another class, where there are classes."""
    if change.accuracies is None or change.map_share is None or change.n_samples is None:
        return []
    then, now = change.accuracies
    text = translate(
        "Changed",
        "Accuracy from {then} to {now}. In another class: {share} of the map, {samples}.",
    )
    return [
        text.format(
            then=percent(then.train, 1),
            now=percent(now.train, 1),
            share=percent(change.map_share),
            samples=counted(change.n_samples, "training sample"),
        )
    ]


def _layer(name: str, moved: LayerMoved) -> str:
    text = translate("Changed", "**{layer}:** ‖W − W then‖ = {moved}, {share}; ‖b − b then‖ = {b}.")
    share = translate("Changed", "{share} of ‖W‖ then").format(share=percent(moved.share))
    if not math.isfinite(moved.share):
        share = translate("Changed", "from weights that were all 0")
    return text.format(layer=name, moved=number(moved.W), share=share, b=number(moved.b))
