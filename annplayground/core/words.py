"""Every text that somebody reads, in the language of this process: `translate("Loss", "…")`.

The language is fixed when this module is first imported, so that tables of texts, too, are made in
it: another one takes a new start. A key, a name in a file and a column of a CSV are no texts.
"""

import os
import re
from collections.abc import Callable

# (context, English text) -> the text in some language. Names in braces stay as they are.
Translator = Callable[[str, str], str]

VARIABLE = "ANNPLAYGROUND_LANGUAGE"
_ACCENTS = str.maketrans(
    "AEIOUYCDGHJKLNRSTWZaeiouycdghjklnrstwz", "ÁÉÍÓÚÝĆĐĜĤĴĶĹÑŔŚŤŴŽáéíóúýćđĝĥĵķĺñŕśťŵž"
)
_LEFT_ALONE = re.compile(r"(\{[^{}]*\})")
_THREE = re.compile(r"..([A-Za-z])")


def _english(context: str, text: str) -> str:
    return text


def pseudo(context: str, text: str) -> str:
    """No language: the text bracketed, a third longer and with accents on its letters, so that one
    sees in the window what was never marked, and what has no room in a wordy language."""
    parts = _LEFT_ALONE.split(text)
    # Every other part is a name in braces.
    parts[::2] = (_THREE.sub(r"\g<0>\1", part).translate(_ACCENTS) for part in parts[::2])
    return f"⟦{''.join(parts)}⟧"


# A language is one entry here; its key is the value of the variable.
LANGUAGES: dict[str, Translator] = {"en": _english, "pseudo": pseudo}

_translator = LANGUAGES.get(os.environ.get(VARIABLE, ""), _english)


def translate(context: str, text: str) -> str:
    """An English text in the language of this process. Both are literals, so that `lupdate` finds
    them: what varies is named in braces and filled in afterwards, with `.format(n=…)` or by
    `Symbolic(…, n=…)`."""
    return _translator(context, text)
