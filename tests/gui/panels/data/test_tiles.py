"""How the pictures of the datasets share whatever room there is."""

from itertools import product

from annplayground.gui.panels.data.tiles import MAX_SIDE, DatasetTiles, plan

LABEL = (53, 17)


def test_a_plan_fits():
    sizes = ((164, 122), (188, 230), (231, 300), (300, 500), (500, 1200), (1200, 300))
    for (width, height), count in product(sizes, (11, 12)):
        p = plan(width, height, count, LABEL)
        rows = -(-count // p.columns)
        assert p.columns * p.side <= width
        assert rows * (p.side + LABEL[1] * p.labelled) <= height
        assert p.side <= MAX_SIDE


def test_names_come_with_room():
    assert not plan(184, 140, 11, LABEL).labelled
    assert plan(184, 240, 11, LABEL).labelled
    assert not plan(184, 240, 11, (160, 40)).labelled


def test_tiles_do_not_overlap_and_stay_inside(qtbot):
    tiles = DatasetTiles()
    qtbot.addWidget(tiles)
    tiles.show()
    tiles.show_choice("custom", ((0.0, 0.0, 0), (1.0, 1.0, 1)))
    for size in ((164, 122), (188, 240), (320, 700)):
        tiles.resize(*size)
        places = [tile.geometry() for tile in tiles.tiles.values()]
        assert len(places) == 12
        assert all(tiles.rect().contains(place) for place in places)
        for index, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[index + 1 :])
