"""What an audience predicts: votes by number until the answer is revealed. Plain Python."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annplayground.core.lesson import Question


@dataclass
class Poll:
    """The votes on one question; options count from 1, as the keys do.

    `revealed` ends the vote. An answer that was revealed before anybody had voted was peeked at,
    and does not count.
    """

    question: "Question"
    revealed: bool = False
    _votes: dict[int, int] = field(default_factory=dict)

    @property
    def options(self) -> range:
        """The numbers of the options."""
        return range(1, len(self.question.options) + 1)

    def vote(self, option: int) -> bool:
        """Count a vote; False where there is no such option, or the vote has ended."""
        if self.revealed or option not in self.options:
            return False
        self._votes[option] = self._votes.get(option, 0) + 1
        return True

    def take_back(self, option: int) -> None:
        """One vote fewer: a key was pressed by mistake."""
        if not self.revealed and self._votes.get(option, 0):
            self._votes[option] -= 1

    def reveal(self) -> None:
        """End the vote."""
        self.revealed = True

    def votes(self, option: int) -> int:
        """How many are for an option."""
        return self._votes.get(option, 0)

    @property
    def total(self) -> int:
        """How many have voted."""
        return sum(self._votes.values())

    @property
    def right(self) -> int:
        """How many have voted for the answer."""
        return self.votes(self.question.answer)

    @property
    def peeked(self) -> bool:
        """Whether the answer was seen before anybody had voted."""
        return self.revealed and not self.total

    @property
    def predicted(self) -> bool | None:
        """Whether no other option has more votes, or as many, as the right one; None: that does not
        count."""
        if not self.revealed or self.peeked:
            return None
        others = (self.votes(k) for k in self.options if k != self.question.answer)
        return self.right > max(others, default=0)
