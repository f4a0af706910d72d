"""How well a few typed letters fit a name: words in any order, beginnings before middles, letters
left out last. Plain Python."""

from collections.abc import Sequence

# What a typed word is worth by where it is found; letters in order anywhere are the least.
_WHOLE, _START, _WORD, _INSIDE, _LETTERS = 100.0, 80.0, 70.0, 40.0, 20.0


def fit(query: str, name: str, context: str = "") -> float | None:
    """How well a query fits a name, or with less worth its context: higher is better; None: a word
    of the query is in neither. An empty query fits all alike."""
    total = 0.0
    for word in query.casefold().split():
        in_name = _worth(word, name.casefold())
        in_context = _worth(word, context.casefold()) if len(word) > 1 else 0.0
        best = max(in_name, in_context / 4.0)
        if not best:
            return None
        total += best
    return total - len(name) / 1000.0  # of two alike the shorter one was meant


def best_fitting(query: str, names: Sequence[tuple[str, str]]) -> list[int]:
    """The places in `names`, each with its context, that fit a query, the best first; those that
    fit alike stay in their order."""
    worths = {k: worth for k, name in enumerate(names) if (worth := fit(query, *name)) is not None}
    return sorted(worths, key=lambda k: -worths[k]) if query.strip() else list(worths)


def _worth(word: str, text: str) -> float:
    """What one word is worth in a text, both in small letters; 0 if it is not in it."""
    if word == text:
        return _WHOLE
    if text.startswith(word):
        return _START
    place = text.find(word)
    while place > 0:
        if not text[place - 1].isalnum():
            return _WORD
        place = text.find(word, place + 1)
    if word in text:
        return _INSIDE
    return _letters(word, text)


def _letters(word: str, text: str) -> float:
    """The same of letters left out, as "lrnrt" for learning rate: each must come in its order, the
    first at the beginning of a word, and they must not lie all over the text."""
    best = 0.0
    for start, letter in enumerate(text):
        if letter != word[0] or (start and text[start - 1].isalnum()):
            continue
        place = start
        for wanted in word[1:]:
            place = text.find(wanted, place + 1)
            if place < 0:
                break
        else:
            gaps = place - start + 1 - len(word)
            if gaps <= 2 * len(word) + 2:
                best = max(best, _LETTERS / (1.0 + gaps / len(word)))
    return best
