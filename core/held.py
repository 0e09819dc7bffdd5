"""A value that changes only after another has stood for a while: hysteresis in time."""

from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Held(Generic[Value]):
    """A value that holds, the rival that would replace it, and since when (seconds) that rival has stood."""

    value: Value
    rival: Value | None = None
    since: float = 0.0

    def alone(self) -> Self:
        """The same value, and no rival."""
        return self if self.rival is None else replace(self, rival=None)

    def towards(self, candidate: Value, at: float, after: float) -> Self:
        """What holds at time `at`: `candidate` once it has stood for `after` seconds, until then what held before.

        A candidate that equals the value, or that differs from the rival, starts the wait anew.
        """
        if candidate == self.value:
            return self.alone()
        since = self.since if candidate == self.rival else at
        if at - since >= after:
            return replace(self, value=candidate, rival=None)
        return replace(self, rival=candidate, since=since)
