"""Which cards are shown together, and their pages: names and sizes without a window."""

import pytest

from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.layout.layouts import (
    CARDS,
    COMPARED,
    DRAWN,
    EXPLAINED,
    EXPLANATIONS,
    PRESENTED,
    ROWS,
    compared_pages,
    known,
    pages,
)

LEAST = dict.fromkeys(CARDS, (100, 50))


def test_every_named_layout_is_of_cards_that_there_are():
    for names in (CARDS, PRESENTED, EXPLAINED, DRAWN):
        assert set(names) <= set(CARDS)
    assert [name for row in ROWS for name in row] == list(CARDS)


def test_the_explanations_are_those_of_the_catalogue():
    assert tuple(CATALOGUE) == EXPLANATIONS


def test_names_keep_their_order_and_occur_once():
    assert known(["loss", "data", "loss"]) == ("loss", "data")


def test_all_names_are_all_cards_in_whatever_order():
    assert known(reversed(CARDS)) == CARDS


def test_an_unknown_name_is_told_with_the_nearest_first():
    with pytest.raises(ValueError, match="no panel 'gradients': there are gradient, ") as caught:
        known(["loss", "gradients"])
    assert all(name in str(caught.value) for name in CARDS)


def test_no_name_is_refused():
    with pytest.raises(ValueError, match="no panel is named: the panels are data, network"):
        known([])


def test_one_page_where_all_fit_exactly():
    room = (3 * 100 + 2 * 8, 2 * 50 + 8)
    assert pages(ROWS, LEAST, room, 8) == [list(CARDS)]


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        ((316, 107), [list(ROWS[0]), list(ROWS[1])]),
        ((315, 108), [list(ROWS[0][:2]), ["boundary"], list(ROWS[1][:2]), ["explain"]]),
        ((10, 10), [[name] for name in CARDS]),
    ],
)
def test_what_does_not_fit_goes_on(room, expected):
    assert pages(ROWS, LEAST, room, 8) == expected


def test_two_side_by_side_are_two_pages_where_they_are_too_wide():
    assert pages([EXPLAINED], LEAST, (208, 50), 8) == [list(EXPLAINED)]
    assert pages([EXPLAINED], LEAST, (207, 50), 8) == [["network"], ["explain"]]


def test_beside_each_other_the_charts_of_two_runs_have_room_for_the_labels_of_both():
    least = dict.fromkeys(COMPARED, (300, 200)) | {"loss": (289, 228), "gradient": (266, 228)}
    least["explain"] = (686, 144)
    # All three would go into this width, with the least room of the curves of one run.
    divided = compared_pages(least, (1276, 516), 12, beside=True)
    assert divided[-2:] == [["loss", "gradient"], ["explain"]]
    assert ["loss", "gradient", "explain"] in compared_pages(least, (1700, 516), 12, beside=True)
