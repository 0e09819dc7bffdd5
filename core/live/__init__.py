"""A live picture: a frame in, the same frame with words out, and at any time a snapshot of what was seen.

The frame path never raises and never holds a frame for long: reading happens aside, and while it is busy the last
result is drawn. Nothing is written to disk, and what is remembered is bounded.
"""

from core.live.notices import Notice
from core.live.record import Offer, TrendPoint
from core.live.session import LiveConfig, LiveSession
from core.live.snapshot import LiveFace, Snapshot

__all__ = ["LiveConfig", "LiveFace", "LiveSession", "Notice", "Offer", "Snapshot", "TrendPoint"]
