"""How long it takes to judge many caseloads and to write their pages, and how large one file is and how fast it opens.

python benchmarks/report_size.py --caseloads 200 --judged 10000

The caseloads of the report are copies of those of the example export; those that are judged are simulated, of a year
each. Seconds are of one core. Needs Debian's chromium and chromium-driver.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import pandas as pd
from selenium import webdriver

import boundary_nlp as bn
from shift_scenarios import Scenario, organisation

EXAMPLE = Path(__file__).parent.parent / "data" / "example_notes.csv"
SIMULATED = 250


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


def year_of(n):
    """Return the notes of `n` caseloads of a year, made of simulated ones in turn."""
    notes, _ = organisation(Scenario(weeks=(52, 52)), min(n, SIMULATED), seed=1)
    parts = [notes.assign(caseload_id=notes["caseload_id"] + f"-{part}") for part in range(-(-n // SIMULATED))]
    together = pd.concat(parts, ignore_index=True)
    wanted = together["caseload_id"].drop_duplicates().head(n)
    return together[together["caseload_id"].isin(wanted)]


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


def seconds_of(work, *values, **options):
    """Return what `work` gives and the seconds of one core that it took."""
    start = time.process_time()
    result = work(*values, **options)
    return result, time.process_time() - start


def main():
    """Print sizes and times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--caseloads", type=int, default=200, help="in the report")
    parser.add_argument("--judged", type=int, default=10_000, help="caseloads of a year to look for shifts in")
    arguments = parser.parse_args()
    tables = bn.analyse_frame(pd.read_csv(EXAMPLE, sep=";", encoding="utf-8-sig"))
    tables = copies(tables, arguments.caseloads)
    shifts = bn.detect_shifts(tables.notes)
    print(f"{arguments.caseloads} caseloads, {len(tables.notes)} notes", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "report.html"
        _, seconds = seconds_of(bn.write_report, tables, shifts, one, single_file=True)
        print(
            f"one file of {one.stat().st_size / 1e6:.1f} MB, written in {seconds:.0f} s, workbook included", flush=True
        )
        print(f"opened in {open_in_browser(one):.1f} s", flush=True)
    notes = year_of(arguments.judged)
    shifts, seconds = seconds_of(bn.detect_shifts, notes)
    print(f"{len(shifts)} caseloads of a year, {len(notes)} notes: judged in {seconds:.0f} s")


if __name__ == "__main__":
    main()
