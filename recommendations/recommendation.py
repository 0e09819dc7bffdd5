"""What is offered to a person."""

from dataclasses import dataclass
from enum import StrEnum

from recommendations.context import Filter
from recommendations.schema import Activity, Intent, Music, Quote


class Part(StrEnum):
    """What an offer is made of."""

    QUOTE = "quote"
    ACTIVITY = "activity"
    MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is offered, and why in one sentence.

    `music` is None where the person asked for no sound. `relaxed` names the filters that some part of the offer does
    not meet. `check_in` is set where the reading was unsure and the question of what fits is open, or was skipped: then
    nothing is claimed.
    """

    quote: Quote
    activity: Activity
    music: Music | None
    reason: str
    intent: Intent
    relaxed: tuple[Filter, ...]
    check_in: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all that is shown, for the history."""
        return tuple(item.id for item in (self.quote, self.activity, self.music) if item)
