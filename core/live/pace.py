"""How fast a live session goes."""

from collections import deque


class Pace:
    """Frames a second, and how old what is shown is."""

    _SPAN = 2.0  # seconds

    def __init__(self) -> None:
        self.frames = 0
        self.delay = 0.0
        self._arrivals: deque[float] = deque(maxlen=150)

    @property
    def at(self) -> float | None:
        return self._arrivals[-1] if self._arrivals else None

    @property
    def fps(self) -> float:
        passed = self._arrivals[-1] - self._arrivals[0] if self._arrivals else 0.0
        return (len(self._arrivals) - 1) / passed if passed > 0 else 0.0

    def frame(self, at: float) -> None:
        self.frames += 1
        self._arrivals.append(at)
        while not 0.0 <= at - self._arrivals[0] <= self._SPAN:
            self._arrivals.popleft()

    def shown(self, at: float, read_at: float | None, held: float) -> None:
        age = held + (0.0 if read_at is None else max(0.0, at - read_at))
        self.delay += (age - self.delay) * (0.1 if self.delay else 1.0)
