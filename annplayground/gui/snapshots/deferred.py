"""Something that takes long to make, made on first use; orders that can wait are kept for it."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Deferred(Generic[T]):
    """Attribute: `made`, None before the first use."""

    def __init__(self, make: Callable[[], T]) -> None:
        self.made: T | None = None
        self._make = make
        self._waiting: list[Callable[[T], None]] = []

    def get(self) -> T:
        """The thing itself, with all orders that have waited carried out."""
        if self.made is None:
            self.made = self._make()
            for order in self._waiting:
                order(self.made)
        return self.made

    def tell(self, order: Callable[[T], None]) -> None:
        """Give an order that can wait until it is made."""
        if self.made is None:
            self._waiting.append(order)
        else:
            order(self.made)
