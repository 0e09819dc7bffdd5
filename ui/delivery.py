"""What a visitor is told while the network that this server was set up with is on its way, and when it did not come."""

import streamlit as st

from core.errors import DeliveryError
from core.model_store.cache import Progress
from ui.resources import delivery
from ui.texts import text


def delivery_notice() -> None:
    """A bar or a notice, where there is something to say. The page goes on with the bundled network in any case."""
    state = delivery().state()
    if state.progress:
        _on_its_way()
    elif state.problem:
        _did_not_come(state.problem)


@st.fragment(run_every=1.0)
def _on_its_way() -> None:
    progress = delivery().state().progress
    if progress is None:
        st.rerun()  # the whole page: from here on it may use the network, or has a notice to show
    status = st.status(text("delivery.on_its_way"), expanded=True)  # as a context it would say "complete" at its end
    status.progress(progress.share or 0.0, _how_far(progress))
    status.caption(text("delivery.meanwhile"))


def _how_far(progress: Progress) -> str:
    sentence = text(f"delivery.stage.{progress.stage}")
    if progress.total is None:
        return sentence
    return f"{sentence} · {text('delivery.bytes', done=progress.done / 1e6, total=progress.total / 1e6)}"


def _did_not_come(problem: DeliveryError) -> None:
    reason = text(f"delivery.reason.{problem.problem}")
    remedy = text(f"delivery.remedy.{problem.problem}")
    st.warning(text("delivery.did_not_come", reason=reason, remedy=remedy), icon=":material/cloud_off:")
