"""What a live session leads to: moments in the journey, and one reading at a time for which something is offered."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from core.emotions import EmotionScores
from core.live import LiveFace, Offer, Snapshot
from core.timeline import Moment, Source
from ui.player import is_guided
from ui.visit import Visit

NOTE_EVERY = 1.0  # seconds between two moments of a face in the journey


class Noted(NamedTuple):
    """When a face was noted, in the session's seconds, and the moment's number in the timeline."""

    at: float
    moment: int


class Shown(NamedTuple):
    """The reading for which something is offered, and what the visit knows it by."""

    key: str
    scores: EmotionScores
    asked_for: bool  # by the person: then it gives way to no other


@dataclass
class LiveOffers:
    """One for each visit; it outlives a look at another page."""

    visit: Visit
    shown: Shown | None = None
    _kept: bool = False
    _noted: dict[int, Noted] = field(default_factory=dict)

    def note(self, snapshot: Snapshot, network: str) -> None:
        """Write the faces that are there into the journey, each once a second at most."""
        for face in () if snapshot.paused else snapshot.faces:
            self._note(face, snapshot.at or 0.0, network)
        if offer := snapshot.offer:  # now, whenever it is shown: by then somebody else may have the number
            self._tie(key_of(offer), offer.number)

    def ask_for(self, face: LiveFace, at: float) -> None:
        """Show the reading of this face at this time of the session, since the person wants to."""
        # A key of its own for each reading: what is answered for one says nothing of the next.
        key = f"live-chosen-{at}"
        self._tie(key, face.number)
        self._show(Shown(key, face.scores, asked_for=True))

    def newer(self, snapshot: Snapshot) -> Offer | None:
        """An offer that is not shown yet, and may be."""
        offer = snapshot.offer
        if offer is None or (self.shown and (self.shown.asked_for or self.shown.key == key_of(offer))):
            return None
        return offer

    def follow(self, snapshot: Snapshot) -> bool:
        """Show a new offer, unless the person keeps the one that is shown; whether what is shown changes."""
        offer = self.newer(snapshot)
        if offer is None or self.is_kept():
            return False
        self.take(offer)
        return True

    def take(self, offer: Offer) -> None:
        """Show this offer from now on."""
        self._show(Shown(key_of(offer), offer.scores, asked_for=False))

    def is_kept(self) -> bool:
        """Whether what is shown is the person's own, since they did something about it, or opened its guide.

        It stays so from then on.
        """
        if self.shown and (self.visit.is_own(self.shown.key) or is_guided(self.shown.key)):
            self._kept = True
        return self._kept

    def clear(self) -> None:
        """Show nothing. What the journey has noted stays there, where it has a reset of its own."""
        self._show(None)

    def _show(self, shown: Shown | None) -> None:
        earlier, self.shown = self.shown, shown
        if earlier and (shown is None or shown.key != earlier.key):
            self.visit.let_go(earlier.key)
            self._kept = False

    def _note(self, face: LiveFace, at: float, network: str) -> None:
        last = self._noted.get(face.number)
        if last is None or not 0.0 <= at - last.at < NOTE_EVERY:
            moment = Moment(datetime.now(UTC), Source.LIVE, str(face.number), face.scores, network=network)
            self._noted[face.number] = Noted(at, self.visit.timeline.add(moment))

    def _tie(self, key: str, face: int) -> None:
        """What the person answers for `key` is their word for the moment noted last of this face, and no later one."""
        last = self._noted.get(face)
        if last and not self.visit.is_tied(key):
            self.visit.tie(key, last.moment)


def key_of(offer: Offer) -> str:
    """What the visit knows an offer by."""
    return f"live-{offer.number}-{offer.at}"
