"""Claims and what was measured, in words."""

from collections.abc import Sequence

from annplayground.core.choices.metrics import METRICS
from annplayground.core.choices.notations import Symbolic
from annplayground.core.claims.verdicts import Measured, Verdict
from annplayground.core.lesson import Claim, Lesson
from annplayground.core.measures import BEST, OUTPUT, Term
from annplayground.core.numerals import count, exact, exact_percent, number, percent
from annplayground.core.words import translate


def claim_sentence(lesson: Lesson, claim: Claim) -> str:
    """What a claim says, in a sentence."""
    has_b = lesson.scenes[claim.scene - 1].b is not None
    names = [_term(term, claim.of if has_b or term.side else "") for term in claim.measure]
    if claim.reaches is not None:
        return _capital(_reached(claim, " / ".join(names)))
    words = _said(claim, names)
    if all(isinstance(term.epoch, int) for term in claim.measure):
        return _capital(words)
    after = translate("Claims", "After {n} epochs, {words}")
    return after.format(n=count(claim.after), words=words)


def _said(claim: Claim, names: Sequence[str]) -> str:
    """What is so after the epochs of a claim."""
    if claim.measure.is_finding:
        template = (
            translate("Claims", "{what} is found.")
            if claim.relation == "found"
            else translate("Claims", "{what} is not found.")
        )
        return template.format(what=names[0])
    assert claim.value is not None
    above = claim.relation == "above"
    if len(names) == 2:
        template = (
            translate("Claims", "{what} is more than {value} times {other}.")
            if above
            else translate("Claims", "{what} is less than {value} times {other}.")
        )
        return template.format(what=names[0], other=names[1], value=exact(claim.value))
    template = (
        translate("Claims", "{what} is above {value}.")
        if above
        else translate("Claims", "{what} is below {value}.")
    )
    return template.format(what=names[0], value=_set(claim, claim.value))


def measured_sentence(verdict: Verdict) -> str:
    """What was measured, and by what it is judged, in a sentence."""
    values = sorted(one.value for one in verdict.others)
    seeds = [one.seed for one in verdict.others]
    low, high = (measured_value(verdict.claim, value) for value in (values[0], values[-1]))
    words = translate(
        "Claims", "as shown {shown}; from {n} other starts (seeds {first} to {last}) {range}; "
        "holds for {held} of {n}, {needed} needed",
    ).format(
        shown=measured_value(verdict.claim, verdict.shown.value),
        n=len(values),
        first=seeds[0],
        last=seeds[-1],
        range=low if low == high else f"{low} … {high}",
        held=verdict.held,
        needed=verdict.needed,
    )  # fmt: skip
    if verdict.claim.margin > 1.0:
        margin = exact(verdict.claim.margin)
        words += translate("Claims", ", by a factor of {margin}").format(margin=margin)
    return f"{words}."


def measured_value(claim: Claim, value: float) -> str:
    """A measured value as it is read."""
    if claim.measure.is_finding:
        return translate("Claims", "found") if value else translate("Claims", "not found")
    if claim.reaches is not None:
        return translate("Claims", "never") if value == float("inf") else count(value)
    return percent(value, 1) if _is_share(claim) else number(value)


def exceptions(verdict: Verdict) -> tuple[Measured, ...]:
    """The runs for which it does not hold."""
    return tuple(one for one in (verdict.shown, *verdict.others) if not one.holds)


def _reached(claim: Claim, what: str) -> str:
    assert claim.reaches is not None
    assert claim.value is not None
    relation, bound = claim.reaches
    early, up = claim.relation == "below", relation == "above"
    if early:
        template = (
            translate("Claims", "{what} rises to {bound} before epoch {epoch}.")
            if up
            else translate("Claims", "{what} falls to {bound} before epoch {epoch}.")
        )
    else:
        template = (
            translate("Claims", "{what} does not rise to {bound} before epoch {epoch}.")
            if up
            else translate("Claims", "{what} does not fall to {bound} before epoch {epoch}.")
        )
    return template.format(what=what, bound=_set(claim, bound), epoch=count(claim.value))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _set(claim: Claim, value: float) -> str:
    return exact_percent(value) if _is_share(claim) else exact(value)


def _is_share(claim: Claim) -> bool:
    top = claim.measure.top
    return claim.measure.bottom is None and top.name in (
        *("train_accuracy", "test_accuracy"),
        *("dead", "saturated", "moved"),
    )


def _scores(place: str) -> dict[str, str]:
    return {
        "train_loss": Symbolic(translate("Claims", "{J} on the training set")),
        "test_loss": Symbolic(translate("Claims", "{J} on the test set")),
        "train_accuracy": translate("Claims", "the accuracy on the training set"),
        "test_accuracy": translate("Claims", "the accuracy on the test set"),
        "dead": translate("Claims", "the share of dead units in {place}").format(place=place),
        "saturated": translate("Claims", "the share of saturated activations in {place}").format(
            place=place
        ),
        "moved": translate("Claims", "the way of the weights of {place} from their start").format(
            place=place
        ),
    }


def _term(term: Term, of: str) -> str:
    """A term in words; `of` is the side that it has if it names none, "" where there is but A."""
    if term.is_finding:
        kind = term.name.replace("_", " ")
        words = translate("Claims", "the finding “{kind}”").format(kind=kind)
    elif term.name in METRICS:
        label = METRICS[term.name].label
        words = translate("Claims", "the {metric} of {place}").format(
            metric=label, place=_place(term)
        )
    else:
        words = _scores(_place(term))[term.name]
    if side := term.side or of:
        words = translate("Claims", "{what} of {side}").format(what=words, side=side)
    if term.epoch == BEST:
        words = translate("Claims", "{what} at its best epoch").format(what=words)
    elif isinstance(term.epoch, int):
        words = translate("Claims", "{what} at epoch {n}").format(what=words, n=count(term.epoch))
    return words


def _place(term: Term) -> str:
    if term.place == OUTPUT:
        return translate("Claims", "the output layer")
    n = term.place.removeprefix("layer")
    return translate("Claims", "layer {n}").format(n=n)
