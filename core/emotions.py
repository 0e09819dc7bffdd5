"""The seven expressions, their colours, and a distribution over them.

This is the only list of emotions in the project. It imports nothing but the standard library, so that every
room may use it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self


class Emotion(StrEnum):
    """What an expression may look closest to; the order is that of the FER-2013 labels 0 to 6."""

    ANGRY = "angry"
    DISGUST = "disgust"
    FEAR = "fear"
    HAPPY = "happy"
    SAD = "sad"
    SURPRISE = "surprise"
    NEUTRAL = "neutral"


COLOURS: Mapping[Emotion, str] = MappingProxyType(
    {
        # Okabe and Ito's colour-blind-safe set (jfly.uni-koeln.de/color, 2008), its blue a shade lighter, and grey for
        # neutral.
        Emotion.ANGRY: "#D55E00",
        Emotion.DISGUST: "#009E73",
        Emotion.FEAR: "#CC79A7",
        Emotion.HAPPY: "#E69F00",
        Emotion.SAD: "#0077BA",
        Emotion.SURPRISE: "#56B4E9",
        Emotion.NEUTRAL: "#8C8C8C",
    }
)
# The same for a light page, on which five of them would be too pale: 3 to 1 is asked for (WCAG 2.2, 1.4.11). Blue is
# deeper too, so that sad and surprised stay apart.
DEEP_COLOURS: Mapping[Emotion, str] = MappingProxyType(
    {
        Emotion.ANGRY: "#D55E00",
        Emotion.DISGUST: "#009468",
        Emotion.FEAR: "#BD6597",
        Emotion.HAPPY: "#B87A00",
        Emotion.SAD: "#005A94",
        Emotion.SURPRISE: "#338DC4",
        Emotion.NEUTRAL: "#848484",
    }
)

# A leader below this share, or ahead of the next by less than this, is not called a leader.
# With votes as teachers the share reads as "so many in ten people would say so".
SURE_SHARE = 0.45
SURE_LEAD = 0.15


@dataclass(frozen=True, slots=True)
class EmotionScores:
    """One probability for each emotion.

    `probabilities` has one value in [0, 1] for each member of `Emotion`, in that order, and they sum to 1.
    Raises ValueError for anything else.
    """

    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.probabilities) != len(Emotion):
            raise ValueError(f"expected {len(Emotion)} probabilities, found {len(self.probabilities)}")
        for emotion, value in self.items():
            if not 0.0 <= value <= 1.0:  # NaN fails this too
                raise ValueError(f"expected a probability in [0, 1] for {emotion}, found {value}")
        if not math.isclose(total := sum(self.probabilities), 1.0, abs_tol=1e-3):
            raise ValueError(f"expected probabilities that sum to 1, found {total:.4f}")

    @classmethod
    def from_mapping(cls, shares: Mapping[Emotion, float]) -> Self:
        """From one non-negative weight for each emotion, scaled to sum to 1; a missing emotion weighs nothing."""
        total = sum(shares.values())
        if not total > 0:
            raise ValueError(f"expected weights with a positive sum, found {total}")
        return cls(tuple(shares.get(emotion, 0.0) / total for emotion in Emotion))

    @classmethod
    def certain(cls, emotion: Emotion) -> Self:
        """All weight on one emotion: a person's own answer, say."""
        return cls.from_mapping({emotion: 1.0})

    def __getitem__(self, emotion: Emotion) -> float:
        return self.probabilities[_INDEX[emotion]]

    def items(self) -> tuple[tuple[Emotion, float], ...]:
        """(emotion, probability) in the order of `Emotion`."""
        return tuple(zip(Emotion, self.probabilities, strict=True))

    def ranked(self) -> tuple[tuple[Emotion, float], ...]:
        """(emotion, probability), the most probable first; equal ones keep the order of `Emotion`."""
        return tuple(sorted(self.items(), key=lambda item: -item[1]))

    @property
    def top(self) -> Emotion:
        """The most probable emotion; of equal ones the first in the order of `Emotion`."""
        return _EMOTIONS[self.probabilities.index(max(self.probabilities))]

    @property
    def confidence(self) -> float:
        """The probability of `top`, in [1/7, 1]."""
        return max(self.probabilities)

    @property
    def lead(self) -> float:
        """How far `top` is ahead of the runner-up, in [0, 1]."""
        (_, first), (_, second), *_ = self.ranked()
        return first - second

    def is_uncertain(self, threshold: float = SURE_SHARE, margin: float = SURE_LEAD) -> bool:
        """Whether the leader's share is below `threshold` or its lead below `margin`."""
        return self.confidence < threshold or self.lead < margin


def percent(share: float) -> str:
    """A share in [0, 1] in whole percent, which calls nothing none that is some, and nothing all that is not quite."""
    figure = f"{share:.0%}"
    if figure == "0%" and share > 0:
        return "<1%"
    return ">99%" if figure == "100%" and share < 1 else figure


_EMOTIONS = tuple(Emotion)
_INDEX = {emotion: index for index, emotion in enumerate(Emotion)}
