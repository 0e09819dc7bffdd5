"""What a person has room for, and which wishes an activity leaves open."""

from dataclasses import dataclass
from enum import StrEnum

from recommendations.schema import Activity, Company


class Filter(StrEnum):
    """What narrows the choice. The first is kept longest where not all can be met, the last is relaxed first."""

    NOT_FOR_ME = "not_for_me"
    SOUND = "sound"
    MOVING = "moving"
    MINUTES = "minutes"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Context:
    """Wishes for the moment; None where it does not matter.

    `minutes` available, at least 1; `moving` or seated; `company` alone or together; `sound` False for silence (then
    no music is offered either), True where sound is welcome, which narrows nothing: most activities are silent, and
    the music is there to be heard. Raises ValueError for minutes below 1.
    """

    minutes: int | None = None
    moving: bool | None = None
    company: Company | None = None
    sound: bool | None = None

    def __post_init__(self) -> None:
        if self.minutes is not None and self.minutes < 1:
            raise ValueError(f"expected at least 1 minute, found {self.minutes}")

    def misses(self, activity: Activity) -> tuple[bool, bool, bool, bool]:
        """Whether `activity` fails the wish for sound, moving, minutes, company: the order of `Filter`."""
        return (
            self.sound is False and activity.sound,
            self.moving is not None and activity.moving is not self.moving,
            self.minutes is not None and activity.minutes > self.minutes,
            self.company not in (None, Company.EITHER, activity.company) and activity.company is not Company.EITHER,
        )


ANYTHING = Context()
