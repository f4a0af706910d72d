"""Lessons for the tests, made here: what they show does not change with those of the program."""

from dataclasses import replace

from annplayground.core.edits import changed
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Data, Experiment
from annplayground.core.lesson import Lesson, LessonFocus, Mark, Question, Scene, Words

XOR = Experiment(Data("xor", 60))
BASE = Scene(Words("One"), Words("The first {J}."), XOR, notes=Words("Say {J} twice."))
SCENES = (
    replace(BASE, panels=("network", "gradient"), metric="gradient_rms", speed=5.0),
    replace(
        BASE,
        title=Words("Two"),
        experiment=changed(XOR, "training.learning_rate", 0.25),
        explanation="chain",
        focus=LessonFocus(2, 1, 3, 7),
        at=6,
        batches=3.0,
        rules=StopRules(epoch=9),
        marks=(Mark(4, Words("Look here")),),
    ),
    replace(
        BASE,
        title=Words("Three"),
        caption=Words("So it was tanh."),
        panels=("boundary", "loss"),
        sizes=(1.0, 2.0),
        question=Question(
            Words("Which learns?"),
            (Words("sigmoid"), Words("tanh"), Words("both")),
            answer=2,
            hides=("loss",),
        ),
    ),
)
LESSON = Lesson("test-lesson", Words("A lesson"), SCENES, Words("What it shows."), 7)
AFTER = Lesson("test-after", Words("The lesson after"), SCENES[:1], number=8)
FAILURE = Lesson(
    "test-failure",
    Words("A failure"),
    (
        BASE,
        replace(
            BASE,
            b=changed(XOR, "network.hidden.activation", "relu"),
            panels=("boundary", "loss"),
            sizes=(1.0, 2.0),
        ),
    ),
    kind="gallery",
)
ALL = [LESSON, AFTER, FAILURE]
