"""The chain-rule telescope: dJ/dW as a sum of products, and where it becomes small."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QWidget

from annplayground.core.chain import chain
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.gradient_check import GradientCheck
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.chain.paths import WeightText, derivative, layer_blocks, symbol_of
from annplayground.gui.explain.chain.product_bars import ProductBars
from annplayground.gui.explain.equations.parts import Block, Place, words
from annplayground.gui.explain.focus import Focus, short
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.sheet import Sheet
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import number
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words

MOST_PRESENTED = 2  # paths that are written out where letters are large
_DIFFERENCE = "({J}(w + h) − {J}(w − h)) / 2h"


class ChainView(ExplainView):
    """For one weight: its paths to the outputs, each as a product, and their sum. For a layer: the
    factors from J back to dJ/dW in RMS norms. Below, the product so far as bars.

    Signals: `viewChanged()`, when the gradient check is switched on or off;
    `wholeLayerChosen(bool)`, by the switch; and `pathShown(places)`, for the diagram, the
    (layer, unit) that the path at hand goes through; empty for none.
    """

    name = "chain"
    about_example = True
    backward = True
    pager: Pager

    viewChanged = Signal()
    wholeLayerChosen = Signal(bool)
    pathShown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole_layer = _button("chain_whole_layer", translate("Chain", "Whole layer (RMS)"))
        self.whole_layer.setAccessibleName(translate("Chain", "Whole layer, in RMS norms"))
        self.whole_layer.setToolTip(
            translate(
                "Chain",
                "All weights of the layer at once, by their root mean square; else "
                "one weight, exactly",
            )
        )
        self.whole_layer.toggled.connect(self._choose_whole_layer)
        self.check = _button("chain_check", translate("Chain", "Check"))
        self.check.setAccessibleName(translate("Chain", "Gradient check of this weight"))
        self.check.toggled.connect(self.viewChanged)
        self._result = Words()
        self._result.setObjectName("chain_check_result")
        self._result.setWordWrap(True)
        self._result.hide()
        self.bars = ProductBars("chain_bars")
        self.sheet = Sheet("chain_words", self.bars)
        self.sheet.pageShown.connect(self._show_path)
        self.sheet.written.placePointed.connect(self.placePointed)
        self.sheet.written.placePointed.connect(self.bars.light)
        self.bars.placePointed.connect(self.placePointed)
        self.bars.placePointed.connect(self.sheet.written.light)
        self.pager = self.sheet.pager
        self._text: WeightText | None = None
        self._written_for: Focus | None = None
        self._lit: tuple[tuple[int, int], ...] = ()
        self.stand([self.whole_layer, self.check], below=[self._result, self.sheet])

    @property
    def wants(self) -> frozenset[str]:
        """The paths; and the check, which costs many forward passes, only on request."""
        return frozenset({"chain", "check"} if self.check.isChecked() else {"chain"})

    @Slot(bool)
    def _choose_whole_layer(self, chosen: bool) -> None:
        if self.snapshot is not None and chosen != self.focus.whole_layer:
            self.wholeLayerChosen.emit(chosen)

    def set_look(self, look: Look) -> None:
        """Take the notation, too."""
        super().set_look(look)
        tip = translate("Chain", "Compare with {difference} on the training set").format(
            difference=_DIFFERENCE
        )
        self.check.setToolTip(look.written(tip))

    def show_place(self, places: Place) -> None:
        """Light it at the bars, too."""
        super().show_place(places)
        self.bars.light(places)

    def draw(self, snapshot: Snapshot) -> None:
        """Write out the weight in focus, or its layer. The paths come with the next snapshot: until
        then, what was there stays."""
        focus = self.focus
        if focus != self._written_for:
            self.pager.begin()
        self.whole_layer.setChecked(focus.whole_layer)
        checks = snapshot.checks if self.check.isChecked() else None
        self._show_verdict(checks)
        explained = focus.explain(snapshot)
        if focus.whole_layer:
            self._text = None
            self._light(None)
            factors = chain(explained, focus.layer)
            blocks = layer_blocks(snapshot, focus, factors)
            labels = [self.look.written(derivative(f)) for f in factors]
            captions = (
                self.look.written(
                    translate("Chain", "RMS so far, from {J} back to the weights (log axis)")
                ),
                translate("Chain", "RMS so far (log axis)"),
            )
            self.bars.show_factors(self.look, captions, factors, labels)
        elif snapshot.chain_place == focus.place:
            brief = self.look.presenting
            most = MOST_PRESENTED if brief else None
            self._text = WeightText(snapshot, focus, explained, most, brief)
            blocks = list(self._text.blocks)
            self._show_bars(snapshot, 0)
        else:
            return
        if checks is not None:
            blocks.append(self._check_block(*checks))
        self._written_for = focus
        self.sheet.show_blocks(self.look, blocks)

    @Slot()
    def _show_path(self) -> None:
        """The bars are of the first path on this page. What is written may be of a moment before
        the newest: while the paths of another weight are still to come."""
        if self._text is not None:
            written = self.sheet.written
            first = min(written.pages[written.page], default=0)
            index = self._text.path_of[min(first, len(self._text.path_of) - 1)]
            self._show_bars(self._text.snapshot, index)
            self._light(index)

    def _light(self, index: int | None) -> None:
        """Light a path in the diagram, while this view is seen; None: none."""
        text = self._text if self.isVisible() else None
        rule = text.snapshot.chain if text is not None else None
        places: tuple[tuple[int, int], ...] = ()
        if index is not None and text is not None and rule and index < len(rule.paths):
            focus = text.focus
            units = (focus.source, *rule.paths[index].units)
            places = tuple(enumerate(units, start=focus.layer - 1))
        if places != self._lit:
            self._lit = places
            self.pathShown.emit(places)

    def hideEvent(self, event: QHideEvent) -> None:
        """Light nothing."""
        super().hideEvent(event)
        self._light(None)

    def _show_bars(self, snapshot: Snapshot, index: int) -> None:
        rule = snapshot.chain
        paths = rule.paths if rule is not None else ()
        steps = paths[index].steps if index < len(paths) else ()
        labels = [symbol_of(step.symbol, snapshot.experiment) for step in steps]
        which = (
            translate("Chain", "Product so far along path {n}").format(n=index + 1)
            if len(paths) > 1
            else translate("Chain", "Product so far")
        )
        whole = self.look.written(
            translate("Chain", "{which}, from {J} back to the weight (log axis)"), which=which
        )
        captions = (whole, translate("Chain", "{which} (log axis)").format(which=which))
        places = self._text.places(paths[index]) if self._text is not None and steps else ()
        self.bars.show_factors(self.look, captions, steps, labels, places)

    # -- gradient check ---------------------------------------------------------------------

    def _show_verdict(self, checks: tuple[GradientCheck, GradientCheck] | None) -> None:
        """A line; the sheet says more."""
        self._result.setVisible(checks is not None)
        if checks is None:
            return
        one, worst = checks
        verdict = translate("Chain", "✗ they differ")
        if one.agrees and worst.agrees:
            verdict = (
                translate("Chain", "✓ a corner: both slopes are right")
                if one.corner
                else translate("Chain", "✓ they agree")
            )
        told = translate("Chain", "{analytic} against {numeric} numerically: **{verdict}**").format(
            analytic=short(one.analytic), numeric=short(one.numeric), verdict=verdict
        )
        self._result.setText(told)

    def _check_block(self, one: GradientCheck, worst: GradientCheck) -> Block:
        told = translate(
            "Chain",
            "**Gradient check**: by this weight, on the whole training set with "
            "its penalty, back propagation gives {analytic}, and {difference} "
            "{numeric}, ",
        ).format(analytic=short(one.analytic), difference=_DIFFERENCE, numeric=short(one.numeric))
        if one.corner:
            told += tokens(
                Symbolic(
                    translate(
                        "Chain",
                        "but a corner of {J} lies between w − h and w + h, where the slopes "
                        "on its two sides differ: neither is wrong. The relative error of "
                        "all other weights is {relative_error}.",
                    ),
                    relative_error=_error(worst.relative_error),
                )
            )
        else:
            told += translate(
                "Chain",
                "a relative error of {error}; of all weights it is {worst}.",
            ).format(
                error=_error(one.relative_error),
                worst=_error(worst.relative_error),
            )
        return (words(self.look.written(told)),)


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setCheckable(True)
    return button


def _error(relative: float) -> str:
    return number(relative, 2) if relative else translate("Chain", "below rounding")
