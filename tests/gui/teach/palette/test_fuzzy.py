"""What a few typed letters find."""

from annplayground.gui.teach.palette.fuzzy import best_fitting, fit

NAMES = [
    ("Learning rate", "Training: 0.03"),
    ("Learning-rate schedule", "Training: Constant"),
    ("Layer 1: Units", "Network: 4"),
    ("Reset", "Train"),
    ("Noise", "Data: 0"),
    ("The vanishing gradient", "Lesson"),
    ("Next scene", "Lecture"),
]


def found(query: str) -> list[str]:
    return [NAMES[k][0] for k in best_fitting(query, NAMES)]


def test_nothing_typed_finds_all_in_their_order() -> None:
    assert found("  ") == [name for name, _ in NAMES]


def test_the_beginning_of_a_name_comes_first() -> None:
    assert found("learn")[:2] == ["Learning rate", "Learning-rate schedule"]
    assert found("res")[0] == "Reset"


def test_words_come_in_any_order_and_letters_may_be_left_out() -> None:
    assert found("rate learning")[0] == "Learning rate"
    assert found("lrn rt")[0] == "Learning rate"
    assert found("vangrad") == ["The vanishing gradient"]
    assert found("sched") == ["Learning-rate schedule"]


def test_every_word_must_fit_and_letters_must_keep_together() -> None:
    assert found("learning xyz") == []
    assert fit("nse", "Noise") is not None
    assert fit("esn", "Noise") is None
    assert fit("lgw", "Learning a very long text at last, and what else is in it") is None


def test_the_context_finds_too_after_the_names() -> None:
    assert found("lesson") == ["The vanishing gradient"]
    assert set(found("train")) == {"Learning rate", "Learning-rate schedule", "Reset"}
