"""The same rows from a Ray cluster of two nodes on this machine."""

import importlib
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.batch import on_ray
from core.batch.engines import AT_ONCE
from core.batch.inputs import Found, find
from core.batch.plan import Plan
from core.batch.reader import Reader
from core.errors import BatchError
from tests.core.batch.pictures import face_jpeg, folder_of_faces, rows_alone

# Ray leaves sockets and processes to its own end, and asks pandas for things of the past.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the cluster is."""
    ray = pytest.importorskip("ray", reason="needs Ray: pip install -r requirements-ray.txt")
    cluster = importlib.import_module("ray.cluster_utils").Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
    )
    cluster.add_node(num_cpus=1)
    yield cluster.address
    ray.shutdown()
    cluster.shutdown()


def test_two_nodes_give_the_rows_of_one_reader(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of_faces(tmp_path / "photos", 30)
    (tmp_path / "photos" / "007.jpg").write_text("not a picture")
    (tmp_path / "photos" / "film.mp4").write_text("not a film")
    (tmp_path / "photos" / "link.jpg").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)  # where the nodes are not
    files = list(find(["photos"]))
    one = Reader(Plan())
    done = sorted(on_ray.results(files, Plan(), address, most=None), key=lambda result: result[0].path)
    assert done == [(found, rows_alone(one, found)) for found in files]


@pytest.mark.parametrize("readers", [1, 4, 100])
@pytest.mark.parametrize("count", [1, 200, 10_000])
def test_no_reader_has_nothing_to_do(count: int, readers: int) -> None:
    photos = [Found(Path(f"{number}.jpg")) for number in range(count)]
    blocks = on_ray.blocks_of(photos, readers)
    assert [found for block in blocks for found in block] == photos
    assert max(map(len, blocks)) <= 256
    assert len(blocks) >= min(readers, count / AT_ONCE)


def test_each_film_is_a_block() -> None:
    films = [Found(Path(f"{number}.mp4")) for number in range(200)]
    assert on_ray.blocks_of(films, 2) == [[film] for film in films]


def test_no_files_need_no_cluster() -> None:
    assert list(on_ray.results([], Plan(), "nowhere:1", most=None)) == []


def test_what_ends_the_run_comes_back_as_text(tmp_path: Path) -> None:
    (tmp_path / "face.jpg").write_bytes(face_jpeg())
    block = {"number": 0, "files": pickle.dumps([Found(tmp_path / "face.jpg")])}
    unstarted = on_ray._RayReader(Plan(detector_file=tmp_path / "missing.onnx"))
    assert "missing.onnx" in unstarted(block)["ends"]
    unwritten = on_ray._RayReader(Plan(annotate=tmp_path / "missing"))
    assert "expected room for an annotated copy" in unwritten(block)["ends"]
    assert on_ray._RayReader(Plan())(block)["ends"] == ""


def test_without_ray_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(BatchError, match=r"requirements-ray\.txt"):
        list(on_ray.results([Found(Path("a.jpg"))], Plan(), None, most=None))
