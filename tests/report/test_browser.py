"""The report as a real browser shows and prints it."""

import base64
import io
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest

import boundary_nlp as bn

HOSTILE = '<script>document.title = "hacked"</script><img src=x onerror=alert(1)> Heb het formulier voor haar ingevuld.'
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
A4 = {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True, "printBackground": False}


def pages(report: Path) -> list[Path]:
    return [report, *sorted((report.parent / "caseloads").glob("*.html"))]


def set_media(browser: Any, scheme: str, media: str = "") -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def violations(browser: Any) -> list[str]:
    browser.execute_script((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[1]; axe.run({runOnly: arguments[0]}).then(r => done(r.violations))", RULES
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_pages_render_alone_at_any_width(report: Path, browser: Any) -> None:
    for page in pages(report):
        browser.get(page.as_uri())
        assert browser.get_log("browser") == []
        assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
        for width in (1200, 360):
            browser.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
            )
            assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_chart_is_read_on_a_phone_without_scrolling(report: Path, browser: Any) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    )
    browser.get(pages(report)[1].as_uri())
    room, needed, smallest = browser.execute_script(
        "const chart = document.querySelector('svg.chart'), card = document.querySelector('.chartcard');"
        "const sizes = [...chart.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize));"
        "return [card.clientWidth, card.scrollWidth, Math.min(...sizes) * chart.getScreenCTM().a]"
    )
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert needed <= room
    assert smallest >= 8


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_for_anyone(report: Path, browser: Any, scheme: str) -> None:
    set_media(browser, scheme)
    for page in pages(report)[:5]:
        browser.get(page.as_uri())
        dark = browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(23, 25, 28)"
        assert dark == (scheme == "dark")
        assert violations(browser) == []


def test_barriers_would_be_found(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text('<!doctype html><html><body><p style="color:#ccc">licht</p></body></html>', encoding="utf-8")
    browser.get(page.as_uri())
    assert {line.split(":")[0] for line in violations(browser)} >= {"color-contrast", "html-has-lang"}


def test_the_keyboard_reaches_everything(report: Path, browser: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.get(pages(report)[1].as_uri())
    reached = []
    for _ in range(5):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        reached.append(active.get_attribute("class") or active.tag_name)
    assert reached[0] == "skip"
    assert "summary" in reached


def test_a_page_prints_whole_charts_and_all_reasons(report: Path, browser: Any) -> None:
    browser.get(pages(report)[1].as_uri())
    printed = pypdf.PdfReader(io.BytesIO(base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", A4)["data"])))
    assert 3 <= len(printed.pages) <= 8
    assert all(abs(float(page.mediabox.width) - 595) < 2 for page in printed.pages)
    texts = [re.sub(r"\s+", " ", page.extract_text()) for page in printed.pages]
    whole = " ".join(texts)
    chart = next(text for text in texts if "overnemen op 10 zinnen" in text)
    assert "03/26" in chart
    assert "11/26" in chart
    assert "maand en aantal herkende zinnen" in chart
    assert "Gewone schommeling" in whole  # the table behind the chart is open in print
    hovered = browser.execute_script("return [...document.querySelectorAll('mark')].map(m => m.title)")
    assert len(hovered) >= 3
    assert all(re.sub(r"\s+", " ", reason) in whole for reason in hovered)
    assert "Naar de inhoud" not in whole
    assert texts[-1].startswith("Hoe dit werkt")


def test_nothing_is_wider_than_the_paper(report: Path, browser: Any) -> None:
    """A chart or table that sticks out of the page's text area would be cut off."""
    width = round((210 - 2 * 16) / 25.4 * 96)
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    )
    set_media(browser, "light", "print")
    for page in pages(report)[1:]:
        browser.get(page.as_uri())
        out = browser.execute_script(
            "return [...document.querySelectorAll('svg, table')].filter("
            "e => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1).length"
        )
        assert out == 0
    set_media(browser, "light")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_hostile_text_stays_text(analyser: bn.Analyser, browser: Any, tmp_path: Path) -> None:
    days = [f"2026-0{month}-02" for month in range(1, 7)]
    frame = pd.DataFrame(
        {"text": [HOSTILE] * 6, "begeleider": ["<b>../../x</b>"] * 6, "client": ["<i>c</i>"] * 6, "datum": days}
    )
    tables = bn.analyse_frame(frame, analyser=analyser)
    report = bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "report.html", edition="worker")
    assert [page.name for page in pages(report)] == ["report.html", "caseload-001-worker.html"]
    for page in pages(report):
        browser.get(page.as_uri())
        assert "hacked" not in browser.title
        assert (
            browser.execute_script("return document.querySelectorAll('main script, main img, main b, main i').length")
            == 0
        )
        assert browser.get_log("browser") == []


def test_a_single_file_holds_every_page(tables: bn.Tables, shifts: pd.DataFrame, browser: Any, tmp_path: Path) -> None:
    report = bn.write_report(tables, shifts, tmp_path / "report.html", single_file=True)
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "report.xlsx"}
    browser.get(report.as_uri())
    assert browser.execute_script("return document.querySelectorAll('article').length") == 6
    assert browser.execute_script("return document.querySelectorAll('svg.chart').length") == 5
    twice = "const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.length - new Set(ids).size"
    assert browser.execute_script(twice) == 0
    links = "[...document.querySelectorAll('a[href]')]"
    lost = f"return {links}.filter(a => !document.querySelector(a.getAttribute('href'))).length"
    assert browser.execute_script(lost) == 0
    assert violations(browser) == []
