"""Every text that somebody reads is marked for translation, and can be found and filled in.

Read from the syntax tree: a text put together before it is translated is never found again.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

import annplayground
from annplayground.core.choices.notations import NOTATIONS
from annplayground.core.numerals import NOUNS
from annplayground.core.words import LANGUAGES, pseudo

PACKAGE = Path(annplayground.__file__).parent
SOURCES = {
    str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}

# Folders and modules whose texts are not marked yet. This list only shrinks.
NOT_YET = ()
# What reads like a text and is none that a reader of another language needs.
NO_TEXT = {
    "app.py: Fusion": "a style of Qt",
    "arguments.py: LESSON or FILE": "names in the usage of a command",
    "screen.py: lib": "names of packages, and what the system says",
    "screen.py: (lib": "names of packages, and what the system says",
    "screen.py: \nimport": "a program",
    "screen.py: Qt": "a part of its name",
    "core/descent.py: never settles": "a key",
    "core/experiment/data.py:  class": "a name in a file",
    "core/descent.py: still moving": "a key",
    "core/kernels": "knows nothing of core, and says in English what a compiler or a file lacks",
    "gui/commands/action_specs.py: Space": "a key",
    "gui/commands/action_specs.py: Backspace": "a key",
    "gui/commands/action_specs.py: Esc": "a key",
    "gui/explain/equations/latex.py": "names in LaTeX",
    "gui/explain/script/code_text.py: pt; background": "a style sheet",
    "gui/process/reports.py: An error": "a line of the log, for who mends the program",
    "gui/teach/caption_bar.py: ;": "a style sheet",
    "gui/theme.py: ;": "a style sheet",
    "gui/theme.py: p": "a style sheet",
    "io/export": "the text of a program, in the file that it is written into",
    "io/lessons/found.py: Roaming": "the name of a folder",
    "io/lessons/found.py: Library": "the name of a folder",
    "io/lessons/table.py: Table": "a class",
    "io/lessons/reader.py: (.*": "what the system says",
    "resource_files.py": "the package is broken, and its texts with it",
}
# Errors and logs for whoever writes a program with annplayground, not for whoever runs it.
FOR_PROGRAMMERS = {
    *("debug", "info"),
    *("AssertionError", "AttributeError", "IndexError", "KeyError", "NotImplementedError"),
    *("RuntimeError", "TypeError", "ValueError"),
}
TOKENS = set().union(*(notation.symbols for notation in NOTATIONS.values()))
COUNTING = {"counted", "plural"}
FILLERS = {"format", "Symbolic", "written"}
NAME = re.compile(r"\{([^{}]*)\}")
# Two words, also in bold ones, a number of something, a word that joins what varies, or one word
# with a capital letter and nothing else.
PROSE = re.compile(
    r"[A-Za-z’](\*\*)?[,;:]? [a-z]{2,}|\d,? [a-z]{3,}|^[:;,]? [a-z]{2,}[:;,]? ?$"
    r"|^[A-Z][a-z]+(-[a-z]+)*[….:]?$"
)


def called(node: ast.AST | None) -> str:
    """The name of what a call calls, also of a method."""
    func = node.func if isinstance(node, ast.Call) else None
    return func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")


def is_mark(node: ast.AST) -> bool:
    """Whether it is a call of translate; a painter's translate is a method."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and called(node) == "translate"
    )


@cache
def parsed(source: str) -> tuple[ast.AST, dict[ast.AST, ast.AST]]:
    """The tree of a source, and what stands above each node in it."""
    tree = ast.parse(source)
    return tree, {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def filler_of(text: ast.AST, above: dict[ast.AST, ast.AST]) -> ast.AST:
    """The call that fills a text in, if there is one: around it, or of the name that it gets."""
    parent = above[text]
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        place = parent
        while place in above and not isinstance(place, ast.FunctionDef):
            place = above[place]
        later = [call for call in ast.walk(place) if called(call) == "format"]
        for call in sorted(later, key=lambda call: call.lineno):
            whose = getattr(call.func.value, "id", "")
            if call.lineno >= parent.lineno and whose == parent.targets[0].id:
                return call
    return above[parent] if getattr(parent, "attr", "") == "format" else parent


def mistakes(source: str) -> Iterator[str]:
    """One sentence for every text that lupdate would not find, or that is not filled in rightly."""
    tree, above = parsed(source)
    for node in filter(is_mark, ast.walk(tree)):
        where = f"line {node.lineno}"
        literal = [arg for arg in node.args if isinstance(getattr(arg, "value", None), str)]
        if len(literal) != 2 or len(node.args) != 2 or node.keywords:
            yield f"{where}: context and text are to be two literals"
            continue
        text = literal[1].value
        names = set(NAME.findall(text))
        if re.search(r"[{}]", NAME.sub("", text)) or not all(map(str.isidentifier, names)):
            yield f"{where}: what varies is to be a name in braces"
        chosen = node  # of two texts, which are filled alike
        while isinstance(above[chosen], ast.IfExp) or called(above[chosen]) == "plural":
            chosen = above[chosen]
        filler = filler_of(chosen, above)
        way = called(filler)
        given = {k.arg for k in filler.keywords} if way in FILLERS else set()
        wanted = names - TOKENS if way != "format" else names
        # One of several texts may leave out what another one says.
        alone = chosen is node and not isinstance(above[node], ast.Assign) and way != "written"
        if wanted - given or (alone and given - wanted):
            yield f"{where}: needs {sorted(wanted)}, is given {sorted(map(str, given))}"


def is_name(node: ast.Constant, chain: list[ast.AST]) -> bool:
    """Whether a literal names a class, for a checker of types or of names."""
    of_type = (getattr(chain[1], "annotation", None), getattr(chain[1], "returns", None))
    listed = any(
        isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__" for n in chain
    )
    return node in of_type or listed or called(chain[1]) == "TypeVar"


def is_key(node: ast.Constant, parent: ast.AST) -> bool:
    """Whether a literal is a key of a dictionary, or the name of a noun that is counted."""
    keys = parent.keys if isinstance(parent, ast.Dict) else ()
    return node in keys or (called(parent) in COUNTING and node in parent.args[1:2])


def prose(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of every literal that reads like a text and is not marked."""
    tree, above = parsed(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        chain = [node]
        while chain[-1] in above:
            chain.append(above[chain[-1]])
        if isinstance(chain[1], ast.Expr) or any(map(is_mark, chain)):
            continue  # documentation, or marked
        if is_name(node, chain) or is_key(node, chain[1]):
            continue
        if any(
            isinstance(n, ast.Assert | ast.Compare) or called(n) in FOR_PROGRAMMERS for n in chain
        ):
            continue
        if PROSE.search(node.value):
            yield node.lineno, node.value


def test_every_mark_can_be_found_and_filled():
    assert [f"{name}, {told}" for name in SOURCES for told in mistakes(SOURCES[name])] == []


def test_every_text_is_marked():
    exempt = (*NOT_YET, *NO_TEXT)
    found = [
        f"{name}: {text!r} in line {line}"
        for name, source in SOURCES.items()
        for line, text in prose(source)
        if not f"{name}: {text}".startswith(exempt)
    ]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("place", [*NOT_YET, *NO_TEXT])
def test_what_is_not_marked_is_there(place):
    """A room that is done, or gone, leaves the list."""
    places = {f"{name}: {text}" for name, source in SOURCES.items() for _, text in prose(source)}
    assert any(text.startswith(place) for text in places)


def test_every_noun_that_is_counted_has_its_words():
    for source in SOURCES.values():
        for node in parsed(source)[1]:
            if called(node) in COUNTING and len(node.args) == 2:
                noun = node.args[1]
                assert not isinstance(noun, ast.Constant) or noun.value in NOUNS, ast.unparse(node)


@pytest.mark.parametrize(
    "source",
    [
        'translate("Loss", f"Loss {n}")',
        'translate("Loss", "Loss " + name)',
        'translate("Loss", text)',
        'translate(context, "Loss")',
        'translate("Loss", "Loss", "more")',
        'translate("Loss", "Loss {}").format(n)',
        'translate("Loss", "Loss {n:.3g}").format(n=n)',
        'translate("Loss", "Loss {n}").format(m=n)',
        'translate("Loss", "Loss {n}").format(n=n, m=m)',
        'translate("Loss", "Loss {n}").format(**values)',
        'translate("Loss", "Loss {n}")',
        'translate("Loss", "Loss {J} {n}").format(n=n)',
        'Symbolic(translate("Loss", "Loss {J} {n}"))',
        'look.written(translate("Loss", "Loss {J} {n}"), m=n)',
        '(translate("Loss", "Loss {n}") if n else translate("Loss", "No loss")).format(m=n)',
        't = translate("Loss", "Loss {n}")\nwords = t.format(m=n)',
    ],
)
def test_a_mistake_is_found(source):
    assert len(list(mistakes(source))) >= 1


@pytest.mark.parametrize(
    "source",
    [
        'translate("Loss", "Loss" " of it")',
        'translate("Loss", "Loss {n} of {m}").format(n=n, m=number(m))',
        'Symbolic(translate("Loss", "Loss {J}"))',
        'Symbolic(translate("Loss", "Loss {J} {n}"), n=n)',
        'look.written(translate("Loss", "Loss {J} {n}"), n=n)',
        '(translate("Loss", "Loss {n}") if n else translate("Loss", "No loss")).format(n=n)',
        't = translate("Loss", "Loss {n}")\nwords = t.format(n=n)',
        'plural(n, translate("Loss", "1 loss"), translate("Loss", "{n} losses")).format(n=n)',
        "painter.translate(x, y)",
    ],
)
def test_what_is_right_is_no_mistake(source):
    assert list(mistakes(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("how it goes")',
        'label.setText(f"how {it} goes on")',
        'Spec("play", "Play")',
        'raise TableError("no such file")',
    ],
)
def test_a_text_without_a_mark_is_found(source):
    assert len(list(prose(source))) == 1


def test_what_needs_no_mark_is_not_found():
    source = '"""What it is."""\ntranslate("Loss", "how it goes")\nf("learning_rate", "J", "x₁")'
    assert list(prose(source)) == []


def is_plain(word):
    """Whether a word of a text in the pseudo-language was never translated."""
    return len(word) > 2 and not set(word.lower()) <= set("bfmpqvx")  # which have no accents


def test_the_pseudo_language_says_what_a_text_needs():
    assert pseudo("Loss", "Loss {J} of 12 points") == "⟦Ĺóśśś {J} óff 12 ppóíññťś⟧"
    for text in ("Play", "What training makes small.", "Number of points, training and test."):
        assert len(pseudo("", text)) >= len(text) * 4 / 3
        assert not any(map(is_plain, re.findall(r"[A-Za-z]+", pseudo("", text))))
    assert set(LANGUAGES) == {"en", "pseudo"}


def test_lupdate_finds_every_text(tmp_path):
    """As a translator would call it: all the marks are in the file, and nothing else is."""
    import PySide6

    tool = Path(PySide6.__file__).parent / "lupdate"
    if not tool.exists():
        pytest.skip("this PySide6 has no lupdate")
    out = tmp_path / "texts.ts"
    files = [PACKAGE / name for name in SOURCES]
    subprocess.run([tool, *files, "-ts", out], check=True, capture_output=True)
    found = {
        (context.findtext("name"), message.findtext("source"))
        for context in ElementTree.parse(out).iter("context")
        for message in context.iter("message")
    }
    marked = {
        tuple(arg.value for arg in node.args)
        for source in SOURCES.values()
        for node in filter(is_mark, parsed(source)[1])
    }
    assert found == marked
