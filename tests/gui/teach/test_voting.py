"""Votes, and what counts."""

import pytest

from annplayground.core.lesson import Question, Words
from annplayground.gui.teach.voting import Poll


@pytest.fixture
def poll() -> Poll:
    return Poll(Question(Words("Which?"), (Words("a"), Words("b"), Words("c")), answer=2))


def test_votes_are_counted_until_the_answer_is_revealed(poll: Poll) -> None:
    assert [poll.vote(k) for k in (2, 2, 1, 4, 0)] == [True, True, True, False, False]
    assert (poll.votes(1), poll.votes(2), poll.total, poll.predicted) == (1, 2, 3, None)
    poll.take_back(1)
    poll.take_back(3)
    assert poll.total == 2
    poll.reveal()
    assert not poll.vote(1)
    poll.take_back(2)
    assert (poll.right, poll.total, poll.predicted, poll.peeked) == (2, 2, True, False)


def test_an_answer_that_was_peeked_at_does_not_count(poll: Poll) -> None:
    poll.reveal()
    assert poll.peeked
    assert poll.predicted is None
    poll.vote(2)
    assert poll.total == 0


def test_as_many_votes_for_another_option_are_no_prediction(poll: Poll) -> None:
    poll.vote(2)
    poll.vote(3)
    poll.reveal()
    assert poll.predicted is False
