"""The analysis on a real Dask cluster of this machine, a worker killed midway included; and as Spark calls it."""

import json
import signal
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from boundary_nlp.batch import TABLES, BatchOptions, BatchResult, analyse_files
from boundary_nlp.distributed import analyse_batches, analyse_dask
from boundary_nlp.errors import InputError, OutputError, PrivacyError, RulePackError
from boundary_nlp.io.tables import read_table
from boundary_nlp.schemas import output_schema

dd = pytest.importorskip("dask.dataframe", reason="the extra 'distributed' is not installed")
distributed = pytest.importorskip("distributed")
psutil = pytest.importorskip("psutil")

pytestmark = pytest.mark.filterwarnings("ignore")  # of the cluster: ports in use, workers that end late

N_NOTES = 240


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def notes(example_notes: Path) -> pd.DataFrame:
    frame = pd.read_csv(example_notes, sep=";", encoding="utf-8-sig", dtype=str).head(N_NOTES)
    frame["note_id"] = [f"n{number}" for number in range(N_NOTES)]
    frame.loc[[100, 200], "note_id"] = "n7"
    frame.loc[150, frame.columns[frame.columns.str.contains("dat")][0]] = "nooit"
    return frame


@pytest.fixture(scope="module")
def on_one_machine(notes: pd.DataFrame, tmp_path_factory) -> tuple[Path, BatchResult]:
    folder = tmp_path_factory.mktemp("one")
    notes.to_csv(folder / "notes.csv", index=False)
    return folder / "out", analyse_files([folder / "notes.csv"], folder / "out", BatchOptions())


def assert_same_tables(out: Path, other: Path) -> None:
    for name in ("notes", "sentences", "findings"):
        pd.testing.assert_frame_equal(read_table(out / f"{name}.parquet"), read_table(other / f"{name}.parquet"))


def test_a_cluster_makes_the_same_tables(client, notes, on_one_machine, tmp_path):
    result = analyse_dask(dd.from_pandas(notes, npartitions=6), tmp_path / "out", client=client)
    expected_out, expected = on_one_machine
    assert result.to_dict() == expected.to_dict()
    assert result.rejected == {"duplicate_id": 2, "unreadable_date": 1}
    assert_same_tables(tmp_path / "out", expected_out)
    rejected = read_table(tmp_path / "out" / "rejected.parquet")
    assert rejected["row"].tolist() == [21, 31, 1]  # of partitions of 40
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    Draft202012Validator(output_schema("run")).validate(told)
    assert rejected["source"].tolist() == ["partition 2", "partition 3", "partition 5"]
    assert "partition 0, row 8" in rejected["detail"].iloc[0]
    assert not (tmp_path / "out" / ".parts").exists()


def test_a_worker_killed_midway_costs_nothing(client, notes, on_one_machine, tmp_path):
    out, killed = tmp_path / "out", tmp_path / "killed"

    def held(part: pd.DataFrame) -> pd.DataFrame:
        """Give a partition to its worker; when three are done, not before a worker was killed."""
        import time

        while len(list((out / ".parts").glob("[0-9]*"))) >= 3 and not killed.exists():
            time.sleep(0.01)
        return part

    def kill_one() -> None:
        import time

        while len(list((out / ".parts").glob("[0-9]*"))) < 3:
            time.sleep(0.01)
        process = psutil.Process(worker)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed.touch()

    from threading import Thread

    worker = next(iter(client.run(lambda: __import__("os").getpid()).values()))  # before they are held
    thread = Thread(target=kill_one)
    thread.start()
    frame = dd.from_pandas(notes, npartitions=24).map_partitions(held, meta=notes.head(0))
    result = analyse_dask(frame, out, client=client)
    thread.join()
    assert killed.exists()
    assert result.n_analysed == on_one_machine[1].n_analysed
    assert_same_tables(out, on_one_machine[0])


def test_a_row_that_is_rejected_takes_no_id(client, tmp_path):
    frame = pd.DataFrame({"note_id": ["A", "b", "A"], "date": ["99-99-2026"] + ["02/03/2026"] * 2, "text": "Gebeld."})
    frame.to_csv(tmp_path / "notes.csv", index=False)
    expected = analyse_files([tmp_path / "notes.csv"], tmp_path / "files", BatchOptions(classifier="none"))
    made = analyse_dask(dd.from_pandas(frame, npartitions=3), tmp_path / "out", BatchOptions(classifier="none"), client)
    assert made.to_dict() == expected.to_dict()
    assert made.rejected == {"unreadable_date": 1}


def test_what_is_refused(client, notes, tmp_path):
    frame = dd.from_pandas(notes.head(10), npartitions=2)
    analyse_dask(frame, tmp_path / "out", client=client)
    with pytest.raises(OutputError, match="--overwrite"):
        analyse_dask(frame, tmp_path / "out", client=client)
    analyse_dask(frame, tmp_path / "out", BatchOptions(overwrite=True), client)
    with pytest.raises(InputError, match="text"):
        analyse_dask(frame[["note_id"]], tmp_path / "other", client=client)
    with pytest.raises(InputError, match="parquet"):
        analyse_dask(frame, tmp_path / "other", BatchOptions(format="csv"), client)
    told = pd.DataFrame({"text": ["Bel haar op 0478 12 34 56."], "note_id": ["a"]})
    with pytest.raises(PrivacyError, match="1 phone"):
        analyse_dask(dd.from_pandas(told, npartitions=1), tmp_path / "told", BatchOptions(privacy="refuse"), client)
    assert not list((tmp_path / "told").rglob("*.parquet"))


def test_a_slip_in_the_rules_costs_no_earlier_run(client, notes, tmp_path):
    frame, out = dd.from_pandas(notes.head(10), npartitions=2), tmp_path / "out"
    analyse_dask(frame, out, client=client)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    pack = tmp_path / "own.yaml"
    pack.write_text("pack: own\nrules: [{id: slip, signal: nowhere, phrase: [bellen]}]\n", encoding="utf-8")
    with pytest.raises(RulePackError, match="rule 'slip'"):
        analyse_dask(frame, out, BatchOptions(rules=(str(pack),), overwrite=True), client)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("table", TABLES)
def test_as_spark_calls_it(notes, on_one_machine, table):
    frames = [notes.iloc[start : start + 60] for start in range(0, N_NOTES, 60)]
    made = pd.concat(analyse_batches(iter(frames), table), ignore_index=True)
    expected = read_table(on_one_machine[0] / f"{table}.parquet")
    assert list(made.columns) == list(expected.columns)
    if table in ("sentences", "findings"):
        lost = {"n7"}  # doubles are not seen there: each batch is by itself
        keep = lambda frame: frame[~frame["note_id"].isin(lost)].reset_index(drop=True)  # noqa: E731
        pd.testing.assert_frame_equal(keep(made), keep(expected), check_dtype=False)


def test_batches_need_ids(notes):
    with pytest.raises(InputError, match="note_id"):
        next(analyse_batches([pd.DataFrame({"text": ["Een notitie."]})]))
    with pytest.raises(InputError, match="findings"):
        next(analyse_batches([notes], "nothing"))


def test_ids_in_batches_get_the_same_pseudonyms_with_the_same_key():
    frame = pd.DataFrame(
        {"note_id": ["n1", "n2"], "client_id": ["81.02.26-635.09", "c2"], "text": ["Zelf gebeld."] * 2}
    )
    key = b"k" * 32
    first, again = (next(analyse_batches([frame], key=key)) for _ in range(2))
    assert first["client_id"].tolist() == again["client_id"].tolist()
    assert first["client_id"][0].startswith("id-")
    assert first["client_id"][1] == "c2"
    assert next(analyse_batches([frame], key=b"other"))["client_id"][0] != first["client_id"][0]
    with pytest.raises(InputError, match="key"):
        next(analyse_batches([frame]))
    with pytest.raises(PrivacyError, match="national_number"):
        next(analyse_batches([frame], options=BatchOptions(privacy="refuse"), key=key))
    assert next(analyse_batches([frame], options=BatchOptions(privacy="off")))["client_id"][0] == "81.02.26-635.09"


@pytest.mark.parametrize("rules", [["default"], "default", ("default",)])
def test_rules_of_batches_may_be_a_list(rules, notes):
    (made,) = analyse_batches([notes.head(2)], "notes", BatchOptions(rules=rules, classifier="none"))
    assert len(made) == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"frames": pd.DataFrame({"text": ["Zelf gebeld."]})}, r"^frames are several .*\[frame\]"),
        ({"frames": None}, "^frames are several .*None"),
        ({"frames": ["Zelf gebeld."]}, "^each of frames is .*str"),
        ({"options": {"rules": ["default"]}}, "^options is .*dict"),
        ({"key": "geheim"}, "^key is bytes.*str"),
        ({"key": b"geheim" * 11}, "^key has 66 bytes.*64"),
    ],
)
def test_an_argument_of_another_type_is_told(wrong, message):
    with pytest.raises(InputError, match=message) as raised:
        next(analyse_batches(**{"frames": [], **wrong}))
    assert "gebeld" not in str(raised.value)
    assert "geheim" not in str(raised.value)


def test_a_frame_of_pandas_is_none_of_dask(notes, tmp_path):
    with pytest.raises(InputError, match="from_pandas"):
        analyse_dask(notes, tmp_path / "out")
    with pytest.raises(InputError, match=r"^out is the path"):
        analyse_dask(dd.from_pandas(notes.head(2), npartitions=1), None)
