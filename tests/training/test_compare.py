"""The networks side by side, in a table and in the card."""

import shutil
from pathlib import Path

import pytest

from core.model_card import ModelCard
from tests.training.conftest import Shipped
from training.compare import main, rows, table
from training.networks import SHIPPED
from training.published import origin


def test_a_row_says_what_the_card_says(shipped: Shipped) -> None:
    (found,), card = rows([shipped.out]), shipped.card
    assert card.evaluation is not None
    assert (found.network, found.start, found.epochs) == (SHIPPED, "scratch", 1)
    assert (found.parameters, found.multiply_adds) == (card.parameters, card.multiply_adds)
    assert found.labels_accuracy == card.evaluation.label_head.labels.accuracy
    assert 0 < found.milliseconds < 1000


def test_the_command_writes_the_table_into_a_card(
    shipped: Shipped, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = tmp_path / "model_card.json"
    shutil.copy(shipped.out / "model_card.json", card)
    main([str(shipped.out), "--card", str(card)])
    written = ModelCard.read(card).networks
    assert [one.network for one in written] == [SHIPPED]
    assert capsys.readouterr().out == table(written) + "\n"


def test_a_row_says_what_published_weights_had_learnt_on(shipped: Shipped, tmp_path: Path) -> None:
    shutil.copytree(shipped.out, tmp_path, dirs_exist_ok=True)
    provenance = shipped.card.provenance
    assert provenance is not None
    config = {**provenance.config, "network": "efficientnet_lite", "start": "published"}
    card = shipped.card.model_copy(update={"provenance": provenance.model_copy(update={"config": config})})
    card.write(tmp_path / "model_card.json")
    assert rows([tmp_path])[0].start == origin("efficientnet_lite").word


def test_a_card_without_measurements_is_refused(shipped: Shipped, tmp_path: Path) -> None:
    shutil.copytree(shipped.out, tmp_path, dirs_exist_ok=True)
    shipped.card.model_copy(update={"evaluation": None}).write(tmp_path / "model_card.json")
    with pytest.raises(ValueError, match="expected measurements, found none"):
        rows([tmp_path])
