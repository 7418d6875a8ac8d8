"""How large a report in one file is, how long it takes to write, and how long a browser takes to open it.

python benchmarks/report_size.py --caseloads 200

The caseloads are copies of those of the example export. Needs Debian's chromium and chromium-driver.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import pandas as pd
from selenium import webdriver

import boundary_nlp as bn

EXAMPLE = Path(__file__).parent.parent / "data" / "example_notes.csv"


def copies(tables, n):
    """Return the tables of `n` caseloads, made of those of `tables` in turn."""
    notes, findings = [], []
    ids = tables.notes["caseload_id"].unique()
    for number in range(n):
        own = tables.notes[tables.notes["caseload_id"] == ids[number % len(ids)]]
        found = tables.findings[tables.findings["note_id"].isin(own["note_id"])]
        notes.append(own.assign(caseload_id=f"k{number}", note_id=own["note_id"] + f"-{number}"))
        findings.append(found.assign(note_id=found["note_id"] + f"-{number}"))
    notes, findings = pd.concat(notes, ignore_index=True), pd.concat(findings, ignore_index=True)
    return bn.Tables(notes, tables.sentences.iloc[:0], findings, tables.rejected)


def open_in_browser(page):
    """Return the seconds until the page is loaded and drawn."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium")
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))) as driver:
        start = time.perf_counter()
        driver.get(page.as_uri())
        driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        seconds = time.perf_counter() - start
        assert driver.execute_script("return document.querySelectorAll('svg.chart').length") > 0
    return seconds


def main():
    """Print size and times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--caseloads", type=int, default=200)
    arguments = parser.parse_args()
    tables = bn.analyse_frame(pd.read_csv(EXAMPLE, sep=";", encoding="utf-8-sig"))
    tables = copies(tables, arguments.caseloads)
    shifts = bn.detect_shifts(tables.notes)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        page = bn.write_report(tables, shifts, Path(folder) / "report.html", single_file=True)
        written = time.perf_counter() - start
        size = page.stat().st_size / 1e6
        print(f"{arguments.caseloads} caseloads, {len(tables.notes)} notes: one file of {size:.1f} MB")
        print(f"written in {written:.0f} s (workbook included), opened in {open_in_browser(page):.1f} s")


if __name__ == "__main__":
    main()
