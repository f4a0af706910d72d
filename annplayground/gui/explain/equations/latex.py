"""A symbol in plain characters, such as f′(z₂[1]) or dJ/dW₁[1,1], in LaTeX."""

import re
from functools import cache

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "δ": "delta",
    "ε": "varepsilon",
    "η": "eta",
    "λ": "lambda",
    "ρ": "rho",
    "σ": "sigma",
    "φ": "varphi",
    "Σ": "Sigma",
    "Φ": "Phi",
}
SIGNS = {
    **{sign: rf"\{name}" for sign, name in _GREEK.items()},
    **{"−": "-", "·": r"\cdot", "×": r"\times", "→": r"\to", "←": r"\leftarrow", "∞": r"\infty"},
    **{"≤": r"\leq", "≥": r"\geq", "≈": r"\approx", "∂": r"\partial", "√": r"\surd", "′": "'"},
    **{"‖": r"\|", "∇": r"\nabla", "Δ": r"\Delta", "∈": r"\in", "±": r"\pm", "½": r"\frac12"},
}
RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᶻᵗᴸ"
LOWERED = "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ"
LEVEL_OF_RAISED = str.maketrans(RAISED, "-0123456789ztL")
LEVEL_OF_LOWERED = str.maketrans(LOWERED, "0123456789ijk")

_FUNCTIONS = {"ln", "exp", "tanh", "max", "sin", "cos"}
_TOKEN = re.compile(
    rf"(?P<raised>[{RAISED}]+)|(?P<lowered>[{LOWERED}]+)|_(?P<moment>old|new)\b"
    r"|√(?P<under>[A-Za-z]′?)|(?P<differential>[d∂][A-Za-z](?![a-z]))|(?P<lr>lr\b)"
    r"|(?P<gap>(?<=[0-9]) (?=[A-Za-z]))|(?P<words>[A-Za-z]{2,}(?: [A-Za-z]{2,})*)|(?P<sign>.)"
)
_DERIVATIVE = re.compile(r"([d∂][A-Za-z])/([d∂][A-Za-z].*)")


@cache
def latex_of(symbol: str, stacked: bool = False) -> str | None:
    """The LaTeX of it; None if there are signs that cannot be typeset. With `stacked` a derivative
    is a fraction, else its two parts stand side by side."""
    if stacked and (parts := _DERIVATIVE.fullmatch(symbol)):
        above, below = (latex_of(part) for part in parts.groups())
        return rf"\frac{{{above}}}{{{below}}}" if above and below else None
    pieces = []
    for match in _TOKEN.finditer(symbol):
        piece = _piece(match)
        if piece is None:
            return None
        pieces.append(piece)
    return "".join(pieces) or None


def _piece(match: re.Match[str]) -> str | None:
    text = match[match.lastgroup or 0]
    match match.lastgroup:
        case "raised":
            return f"^{{{text.translate(LEVEL_OF_RAISED)}}}"
        case "lowered":
            return f"_{{{text.translate(LEVEL_OF_LOWERED)}}}"
        case "moment":
            return rf"_{{\mathrm{{{text}}}}}"
        case "under":
            return rf"\sqrt{{{latex_of(text)}}}"
        case "differential":
            return text.replace("∂", r"\partial ")
        case "gap":
            return r"\ "
        case "words":
            return _words(text, match.string[match.end() :])
    if text == "′":
        return r"^{\prime}"
    if text in SIGNS:
        return f"{SIGNS[text]} "
    if text == ",":
        return "{,}"
    return text if text.isascii() and text not in "\\{}$%&#~^" else None


def _words(text: str, rest: str) -> str:
    """Names of functions, and words that stand upright."""
    if text in _FUNCTIONS:
        return rf"\{text} "
    if text == "sign":
        return r"\operatorname{sign} "
    if text.startswith("sign "):
        return rf"\operatorname{{sign}} \text{{{text[5:]}}}"
    space = " " if rest.startswith(" ") else ""
    return rf"\text{{{text}{space}}}"
