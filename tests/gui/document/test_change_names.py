"""A remedy of several settings is named by all of them, as far as a menu has room."""

from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.gui.controller import Controller
from annplayground.gui.document.change_names import each_named, named


def ill():
    return changed(Experiment(), "training.learning_rate", 0.5)


def cured(*more):
    experiment = changed(ill(), "training.learning_rate", 0.05)
    for path, value in more:
        experiment = changed(experiment, path, value)
    return experiment


def test_one_setting_stands_alone():
    assert each_named(ill(), cured()) == named(ill(), cured()) == "learning rate 0.5 → 0.05"


def test_several_are_counted_and_named():
    told = each_named(ill(), cured(("training.batch_size", 30)))
    assert told == "2 settings: learning rate 0.5 → 0.05, batch 10 → 30"


def test_what_a_menu_has_no_room_for_is_only_counted():
    settings = (
        ("training.batch_size", 30),
        ("network.init", "he"),
        ("network.init_bias", 0.1),
        ("training.gradient_clip", 1.0),
    )
    told = each_named(ill(), cured(*settings))
    assert told.startswith("5 settings: ")
    assert told.endswith(", …")
    assert len(told) < 100


def test_the_undo_of_a_remedy_names_them(qtbot):
    controller = Controller(ill(), engine="numpy")
    controller.start()
    controller.take_remedy(cured(("training.batch_size", 30)))
    told = "2 settings: learning rate 0.5 → 0.05, batch 10 → 30"
    assert controller.steps.names[0] == told
    controller.undo()
    assert controller.experiment == ill()
    assert controller.steps.names[1] == told
    controller.redo()
    controller.take_remedy(changed(controller.experiment, "training.batch_size", 40))
    assert controller.steps.names[0] == "batch 30 → 40"
    controller.stop()
