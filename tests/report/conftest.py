"""The example export analysed once, its report, and a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import boundary_nlp as bn


@pytest.fixture(scope="session")
def tables(analyser: bn.Analyser, example_notes: Path) -> bn.Tables:
    frame = pd.read_csv(example_notes, sep=";", encoding="utf-8-sig")
    return bn.analyse_frame(frame, analyser=analyser)


@pytest.fixture(scope="session")
def shifts(tables: bn.Tables) -> pd.DataFrame:
    return bn.detect_shifts(tables.notes)


@pytest.fixture(scope="session")
def report(tables: bn.Tables, shifts: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bn.write_report(tables, shifts, tmp_path_factory.mktemp("out") / "report.html")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("needs Debian's chromium and chromium-driver")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    with webdriver.Chrome(options=options, service=service) as driver:
        yield driver
