"""What the window looks like: theme, notation, the size of the text, numbers on the network."""

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the look with all that is drawn, and the choices with their actions."""
    appearance, text_size, actions = window.appearance, window.text_size, window.actions_
    drawn = (
        *(actions.set_look, window.focus_ring.set_look, window.training.set_look),
        *(window.timeline.set_look, window.board.set_look),
        *(card.set_look for card in window.cards),
        window.board.strip.set_look,  # names the cards as they are titled then
    )
    for set_look in drawn:
        appearance.lookChanged.connect(set_look)
    appearance.lookChanged.connect(window.watching.update)
    for name in ("larger", "smaller", "normal"):
        getattr(actions, f"{name}_text").triggered.connect(getattr(text_size, name))
    text_size.noticeRequested.connect(window.toast.say)
    window.numbers.choiceChanged.connect(window.network.choose_numbers)
    window.network.choose_numbers(window.numbers.name)
    actions.next_numbers.triggered.connect(window.network.ask_next_numbers)
    window.network.numbersRequested.connect(window.numbers.choose)
