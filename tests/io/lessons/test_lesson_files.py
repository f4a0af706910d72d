"""Lesson files: what is written is read as the same, and what is damaged is refused by its line."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from annplayground.core.edits import changed
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Data, Experiment, Network, Training
from annplayground.core.lesson import (
    Claim,
    Lesson,
    LessonFocus,
    Mark,
    Question,
    Scene,
    StartWeight,
    Words,
)
from annplayground.core.measures import read_measure
from annplayground.io.files import FileError
from annplayground.io.lessons import found
from annplayground.io.lessons.reader import read_lesson
from annplayground.io.lessons.writer import lesson_text, write_lesson

A = Experiment(Data("xor", noise=0.1, seed=7), Network(seed=5))
POINTS = ((0.0, 0.0, 0), (0.0, 1.5, 1), (1.0, 0.0, 1), (1.0, 1.0, 0))
FULL = Scene(
    title=Words("A scene", {"de": "Eine Szene"}),
    caption=Words('It says "{J}"\\ and more.', {"de": "Es sagt\nmehr."}),
    experiment=A,
    b=replace(A, training=Training(learning_rate=1e-9)),
    notes=Words("Wait here."),
    at=12,
    runs=False,
    speed=None,
    rules=StopRules(epoch=600, test_accuracy=0.95),
    panels=("boundary", "loss"),
    sizes=(3.0, 2.0),
    explanation="chain",
    focus=LessonFocus(2, 1, 3, 9),
    metric="delta_rms",
    numbers="backward",
    marks=(Mark(3, Words("here", {"de": "hier"})),),
    question=Question(Words("Which?"), (Words("A", {"de": "Ä"}), Words("B", {"de": "Be"})), 2),
)
WEIGHTS = (StartWeight(1, 3, -0.5, 1), StartWeight(2, 0, 1e-9, of="B"))
CLAIMS = (
    Claim(read_measure("train_loss"), "above", 2000, 0.69, at_least=9),
    Claim(
        read_measure("output.gradient_rms / B.layer1.gradient_rms@7"),
        *("below", 30, 1e-3),
        margin=2.0,
        twin={"network.seed": 3, "B.training.learning_rate": 0.1},
    ),
    Claim(read_measure("finding.vanishing"), "found", 9, of="B", scene=2, seeds=3, at_least=3),
    Claim(read_measure("test_accuracy"), "below", 9, 4.0, ("above", 0.95), margin=2.0),
)


def lesson(*scenes: Scene, claims: tuple[Claim, ...] = ()) -> Lesson:
    title = Words("A lesson", {"de": "Eine Lektion"})
    return Lesson("mine", title, scenes, Words("What it shows."), 12, "gallery", claims)


def another(b: Experiment | None) -> Scene:
    return replace(FULL, b=b, speed=30.0, batches=4.0, question=None, rules=StopRules())


@pytest.mark.parametrize(
    "written",
    [
        lesson(FULL),
        lesson(FULL, FULL, claims=CLAIMS),
        lesson(another(None)),
        lesson(another(changed(A, "network.hidden", 5))),
        lesson(replace(another(A), weights=WEIGHTS)),
        lesson(another(changed(changed(A, "network.hidden.1.units", 8), "network.init", "he"))),
        lesson(another(changed(A, "training.optimizer.name", "adam"))),
        lesson(another(replace(A, data=Data("custom", points=POINTS, train_fraction=1.0)))),
        lesson(another(replace(A, training=Training(gradient_clip=0.5)))),
        lesson(replace(another(A), experiment=replace(A, training=Training(gradient_clip=0.5)))),
    ],
)
def test_what_is_written_is_read_as_the_same(written: Lesson, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    write_lesson(path, written)
    assert read_lesson(path) == written


def test_what_an_optimizer_does_not_use_is_no_part_of_a_scene(tmp_path: Path) -> None:
    adam = changed(changed(A, "training.optimizer.name", "adam"), "training.optimizer.beta1", 0.5)
    scene = replace(FULL, experiment=changed(adam, "training.optimizer.name", "sgd"))
    write_lesson(tmp_path / "mine.toml", lesson(scene))
    assert read_lesson(tmp_path / "mine.toml").scenes == (scene,)


def test_a_scene_goes_on_from_the_one_before_or_from_an_example(tmp_path: Path) -> None:
    path = tmp_path / "l.toml"
    text = """
        title = "T"
        [[scenes]]
        caption = "One."
        from = "02-xor"
        changes = { "training.learning_rate" = 0.5, "training.gradient_clip" = "off" }
        b = { "network.hidden.activation" = "relu" }
        [[scenes]]
        caption = "Two."
        changes = { "network.hidden" = 1, "network.hidden.1.units" = 3 }
        """
    path.write_text(text, encoding="utf-8")
    first, second = read_lesson(path).scenes
    assert first.experiment.data.dataset == "xor"
    assert first.experiment.training.learning_rate == 0.5
    assert first.b == changed(first.experiment, "network.hidden.activation", "relu")
    assert second.b is None
    assert [layer.units for layer in second.experiment.network.hidden] == [3]
    assert second.title == Words("T")


def test_a_lesson_is_read_in_german_and_in_english_where_it_has_none(tmp_path: Path) -> None:
    path = tmp_path / "l.toml"
    path.write_text(GERMAN, encoding="utf-8")
    read = read_lesson(path)
    first, second = read.scenes
    assert first.question is not None
    texts = (read.title, read.shows, first.title, first.caption, first.notes, first.marks[0].text)
    texts = (*texts, first.question.text, *first.question.options)
    german = ["Titel", "Zeigt", "Bild", "Satz", "Notiz", "hier", "Frage", "ja", "nein"]
    for language in ("de", "de_AT", "de-CH", "de_DE.UTF-8"):
        assert [words.said(language) for words in texts] == german, language
    english = ["Title", "Shows", "Scene", "Sentence", "Note", "here", "Question", "yes", "no"]
    for language in ("en", "fr", "fr_CA", "deu", ""):
        assert [words.said(language) for words in texts] == english, language
    # What is not translated, and the title that a scene has from its lesson.
    assert (second.caption.said("de"), second.title.said("de")) == ("Only English", "Titel")
    assert second.notes.said("de") == ""


GERMAN = """
title = "Title"
"title.de" = "Titel"
shows = "Shows"
"shows.de" = "Zeigt"
[[scenes]]
title = "Scene"
"title.de" = "Bild"
caption = "Sentence"
"caption.de" = "Satz"
notes = "Note"
"notes.de" = "Notiz"
marks = [{ epoch = 3, text = "here", "text.de" = "hier" }]
[scenes.question]
text = "Question"
"text.de" = "Frage"
options = ["yes", "no"]
"options.de" = ["ja", "nein"]
answer = 1
[[scenes]]
caption = "Only English"
"""

HEAD = 'title = "T"\n[[scenes]]\ncaption = "C"\n'
CLAIM = '[[claims]]\nmeasure = "train_loss"\nafter = 9\nis = "above"\nvalue = 1\n'


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "has no title"),
        ('title = "T"', 1, "has no scenes"),
        ("title = T", 1, "invalid value"),
        ('title = "T', 1, "is not valid TOML"),
        ("title = 3", 1, "title is to be a text in quotes"),
        (HEAD + 'captoin = "x"', 4, "'captoin' is not a key of scenes 1 (did you mean 'caption'?)"),
        ("tilte = 1\n" + HEAD, 1, "'tilte' is not a key of a lesson (did you mean 'title'?)"),
        (HEAD + "[[scenes]]\nspeed = 3", 4, "scenes 2 has no caption"),
        (HEAD + "speed = -1", 4, "scenes 1.speed must be a number from 0.01"),
        (HEAD + "speed = nan", 4, "scenes 1.speed must be a number"),
        (HEAD + 'panels = ["loss", "los"]', 4, "'los' is unknown (did you mean 'loss'?)"),
        (HEAD + 'panels = ["loss", "loss"]', 4, "names something twice"),
        (HEAD + 'panels = ["loss"]\nsizes = [1, 2]', 5, "one number for each of panels"),
        (HEAD + 'explanation = "chian"', 4, "did you mean 'chain'?"),
        (HEAD + 'metric = "gradient"', 4, "scenes 1.metric 'gradient' is unknown"),
        (HEAD + "focus = { layer = 9 }", 4, "focus.layer must be a whole number from 1 to 3"),
        (HEAD + "weights = [{ layer = 4, unit = 1, value = 1 }]", 4, "layer must be a whole"),
        (HEAD + "weights = [{ layer = 1, unit = 9, value = 1 }]", 4, "number from 1 to 4"),
        (HEAD + "weights = [{ layer = 1, unit = 1, source = 3, value = 1 }]", 4, "from 1 to 2"),
        (HEAD + "weights = [{ layer = 1, unit = 1 }]", 4, "scenes 1.weights 1 has no value"),
        (HEAD + "weights = [{ layer = 1, unit = 1, value = inf }]", 4, "must be a number"),
        (HEAD + 'weights = [{ layer = 1, unit = 1, value = 1, of = "B" }]', 4, "has none"),
        (HEAD + "weights = [{ layer = 1, unit = 1, value = 1 }]\n" + CLAIM, 5, "set by hand"),
        (HEAD + "focus = { row = 9 }", 4, "'row' is not a key of scenes 1.focus"),
        (HEAD + 'from = "03-spirale"', 4, "(did you mean '03-spiral'?)"),
        (HEAD + 'from = "none.json"', 4, "it does not exist"),
        (HEAD + 'changes = { "training.learning_rat" = 1 }', 4, "'training.learning_rate'"),
        (HEAD + 'changes = { "training.learning_rate" = -1 }', 4, "must be a number from 1e-09"),
        (HEAD + 'changes = { "network.hidden.9.units" = 1 }', 4, "there is no hidden layer 9"),
        (HEAD + "[scenes.b]\n" + '"network.init" = "hee"', 4, "(did you mean 'he'?)"),
        (HEAD + "[scenes.experiment.data]\nnois = 1", 4, "did you mean 'noise'?"),
        (HEAD + "[scenes.experiment.data]\nseed = 1\nnoise = 7", 6, "a number from 0 to 1"),
        (HEAD + 'question = { text = "Q", options = ["a"], answer = 1 }', 4, "2 to 6 texts"),
        (HEAD + 'question = { text = "Q", options = ["a", "b"], answer = 3 }', 4, "from 1 to 2"),
        (HEAD + 'question = { text = "Q", options = ["a", "b"] }', 4, "has no answer"),
        (HEAD + '"caption.de" = 3', 4, "scenes 1.caption.de is to be a text in quotes"),
        (HEAD + CLAIM + "aftr = 3", 9, "'aftr' is not a key of claims 1 (did you mean 'after'?)"),
        (HEAD + CLAIM.replace("train_loss", "loss"), 5, "'loss' is no measure (did you mean"),
        (HEAD + CLAIM.replace("train_loss", "layer7.moved"), 5, "there are 3 layers"),
        (HEAD + CLAIM.replace("train_loss", "finding.stukk"), 5, "no kind of finding 'stukk'"),
        (HEAD + CLAIM.replace("train_loss", "finding.stuck"), 7, "is to be found or missing"),
        (HEAD + CLAIM.replace("train_loss", "B.train_loss"), 5, "is of B, and scene 1 has none"),
        (HEAD + CLAIM.replace("value = 1\n", ""), 4, "claims 1 has no value"),
        (HEAD + CLAIM + "seeds = 3\nat_least = 4", 10, "from 1 to 3"),
        (HEAD + CLAIM + 'twin = { "network.ini" = "he" }', 9, "did you mean 'network.init'"),
        (HEAD + CLAIM + 'twin = { "B.network.init" = "he" }', 9, "there is no B"),
        (HEAD + "x = 1\nx = 2", 5, "cannot overwrite a value"),
    ],
)  # fmt: skip
def test_damage_is_refused_with_file_line_and_reason(
    text: str, line: int, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        read_lesson(path)
    assert str(refused.value).startswith(f"{path}")
    assert f"line {line}:" in str(refused.value)
    assert reason in str(refused.value)


def test_no_cut_of_a_file_is_read_without_an_error_of_ours(tmp_path: Path) -> None:
    path, text = tmp_path / "cut.toml", lesson_text(lesson(FULL, claims=CLAIMS[:1]))
    for end in range(0, len(text), 7):
        path.write_text(text[:end], encoding="utf-8")
        with suppress(FileError):
            read_lesson(path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = " + b"[" * 5000, b"\x00"])
def test_what_is_no_toml_at_all_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "l.toml"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"l\.toml"):
        read_lesson(path)


def test_a_line_is_found_also_behind_texts_of_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "l.toml"
    notes = 'notes = """\ncaption = 1\n[[scenes]]\n"""\n'
    path.write_text(HEAD + notes + "[[scenes]]\ncaption = 4\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"line 9: scenes 2\.caption"):
        read_lesson(path)


def test_own_lessons_are_found_in_the_users_folder_and_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "user_folder", lambda: tmp_path / "data")
    assert found.own() == []
    (tmp_path / "data").mkdir()
    mine, other = tmp_path / "data" / "mine.toml", tmp_path / "other.toml"
    for path, number in ((mine, 2), (other, 1)):
        write_lesson(path, replace(lesson(FULL), number=number))
    (tmp_path / "broken.toml").write_text("title = ", encoding="utf-8")
    assert found.own() == [mine]
    assert found.own(tmp_path) == [mine, tmp_path / "broken.toml", other]
    lessons, problems = found.read_all(found.own(tmp_path))
    assert [one.name for one in lessons] == ["other", "mine"]
    assert len(problems) == 1
    assert "broken.toml is not valid TOML: line 1" in problems[0]
    with pytest.raises(FileError, match="no folder of lessons"):
        found.own(tmp_path / "none")


def test_a_text_is_said_in_the_nearest_language() -> None:
    words = Words("a", {"de": "b", "pt_BR": "c"})
    assert [words.said(code) for code in ("de", "de_AT", "de-AT", "pt_BR", "pt_PT", "en")] == [
        *("b", "b", "b", "c", "a", "a")
    ]


def test_mini_batches_a_second_are_epochs_a_second() -> None:
    scene = replace(FULL, batches=5.0)
    n = A.data.n_train
    assert scene.epochs_per_second == pytest.approx(5.0 / -(-n // A.training.batch_size))
    assert replace(FULL, batches=None, speed=None).epochs_per_second is None
