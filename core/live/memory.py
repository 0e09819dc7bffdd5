"""Everything that a live session has learnt since its last reset; bounded, and a pure function of what it was told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.faces import Face
from core.live.notices import Notice, NoticeBoard
from core.live.record import GAP, Record
from core.tracking import Sighting, Track, TrackingConfig, Tracks, follow, rescaled, unread

LINGER = 0.35  # seconds for which an unseen face is still shown: a missed detection must not make it blink
MOST_RECORDS = 16  # the face that was seen longest ago is forgotten first


@dataclass
class Memory:
    """Tracks, a record for each face, and the notices that stand.

    `selected` is the number of the face that the person chose to follow, if any; it counts while that face stays.
    """

    config: TrackingConfig = field(default_factory=TrackingConfig)
    selected: int | None = None
    tracks: Tracks = ()
    records: dict[int, Record] = field(default_factory=dict)  # by number, the latest last
    notices: NoticeBoard = field(default_factory=NoticeBoard)
    read_at: float | None = None
    _width: int | None = None  # of the pictures that the tracks are in
    _focus: int | None = None

    def expect(self, width: int) -> None:
        """The next picture is so many pixels wide; the faces stay who they are."""
        if self._width not in (None, width):
            self.tracks = rescaled(self.tracks, width / self._width)
        self._width = width

    def unread(self, faces: Sequence[Face], at: float) -> tuple[tuple[float, int], ...]:
        """For how many seconds each face's expression has not been read, and its position: the longest first."""
        return unread(self.tracks, faces, at, self.config)

    def take_in(self, sightings: Sequence[Sighting], seen: frozenset[Notice], at: float) -> None:
        """What was seen in the frame of time `at`, and what there is to say of that frame."""
        self.tracks = follow(self.tracks, sightings, at, self.config)
        self.read_at = at
        for track in self.tracks:
            if track.seen == at:
                self._record(track)
        self._focus = self._choose_focus()
        self.notices.update(seen or self._doubts(), at)

    def _record(self, track: Track) -> None:
        record = self.records.pop(track.number, None)
        if record is None or track.first - record.seen > GAP:  # the number is somebody else's now
            record = Record()
        record.add(track)
        self.records[track.number] = record
        if len(self.records) > MOST_RECORDS:
            del self.records[next(iter(self.records))]

    def _choose_focus(self) -> int | None:
        """The face seen for the longest time; the last one where there is nobody now."""
        present = self.present()
        if self._stays(self._focus) or not present:
            return self._focus
        return min(present, key=lambda track: (track.first, track.number)).number

    def _stays(self, number: int | None) -> bool:
        """Whether a face is known and has not been away for longer than `GAP`, up to when anybody was last seen."""
        if number not in self.records:
            return False
        newest = next(reversed(self.records.values()))
        return newest.seen - self.records[number].seen <= GAP

    def _doubts(self) -> frozenset[Notice]:
        """What there is to say of a frame that is fine in itself."""
        if not self.present():
            return frozenset({Notice.NO_FACE})
        unsure = any(track.number == self.focus and not track.is_sure for track in self.present())
        return frozenset({Notice.UNSURE} if unsure else ())

    def present(self) -> Tracks:
        """The faces of the newest frame that was read, from left to right."""
        read_at = self.read_at
        if read_at is None:
            return ()
        here = [track for track in self.tracks if read_at - track.seen <= LINGER]
        return tuple(sorted(here, key=lambda track: track.face.box.centre))

    @property
    def focus(self) -> int | None:
        """The number of the face to tell of: the selected one while it stays, or else the one seen for longest."""
        return self.selected if self._stays(self.selected) else self._focus

    @property
    def record(self) -> Record:
        """The record of the face in focus; an empty one before the first face."""
        empty = Record()
        return empty if self.focus is None else self.records.get(self.focus, empty)
