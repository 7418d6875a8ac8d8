"""The example in `examples/practice_page`, served for real and used in a real browser."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

httpx = pytest.importorskip("httpx", reason="the extra 'examples' is not installed")
pytest.importorskip("fastapi", reason="the extra 'examples' is not installed")
pytest.importorskip("uvicorn", reason="the extra 'examples' is not installed")

FOLDER = Path(__file__).parents[2] / "examples" / "practice_page"
NOTE = "😀 Heb het formulier even voor mw. ingevuld.\nCl. belde zelf de school. <b>Klaar</b>"
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve the page; gives its address and the file with all that the server printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    log = folder / "log.txt"
    command = [sys.executable, "-m", "uvicorn", "app:app", "--app-dir", str(FOLDER), "--port", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=folder)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                if process.poll() is not None:
                    pytest.fail(f"the server did not start: {log.read_text()}")
                try:
                    httpx.get(address)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield address, folder
        finally:
            process.terminate()
            process.wait(10)


def test_a_note_is_answered_and_nothing_is_kept(server: tuple[str, Path]) -> None:
    address, folder = server
    response = httpx.post(f"{address}/analyse", json={"text": NOTE})
    found = response.json()["findings"]
    assert NOTE[found[1]["start"] : found[1]["end"]].startswith("belde zelf")
    assert found[1]["label"] == "cliënt doet zelf"
    assert response.headers["cache-control"] == "no-store"
    assert "'none'" in response.headers["content-security-policy"]
    assert [path.name for path in folder.iterdir()] == ["log.txt"]
    assert "formulier" not in (folder / "log.txt").read_text()


@pytest.mark.parametrize("wrong", [{"text": "geheim " * 4000}, {"tekst": "geheim"}, ["geheim"]])
def test_a_wrong_request_is_refused_without_quoting_it(server: tuple[str, Path], wrong: object) -> None:
    response = httpx.post(f"{server[0]}/analyse", json=wrong)
    assert response.status_code == 422
    assert "geheim" not in response.text


@pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")
def test_a_typed_note_lights_up(server: tuple[str, Path]) -> None:
    from selenium import webdriver
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    try:
        browser.get(server[0])
        field = browser.find_element(By.ID, "note")
        field.send_keys(NOTE.replace("😀 ", ""))  # the driver types no characters beyond the basic plane
        wait = WebDriverWait(browser, 30)
        wait.until(lambda b: len(b.find_elements(By.CSS_SELECTOR, "#shade mark")) == 2)
        marks = browser.find_elements(By.CSS_SELECTOR, "#shade mark")
        assert [mark.get_attribute("class") for mark in marks] == ["rescuing", "guiding"]
        assert marks[1].get_attribute("textContent").startswith("belde zelf")
        labels = [item.text for item in browser.find_elements(By.CSS_SELECTOR, "#findings strong")]
        assert labels == ["taak overgenomen", "cliënt doet zelf"]
        assert browser.find_elements(By.CSS_SELECTOR, "#shade b") == []  # the note is text, never markup
        assert browser.find_element(By.ID, "state").text.startswith("Toon van de notitie")
        browser.execute_script(
            "const n = document.getElementById('note'); n.value = arguments[0];n.dispatchEvent(new Event('input'));",
            "😀😀 Heb voor haar gebeld.",
        )
        wait.until(
            lambda b: (
                [m.get_attribute("textContent") for m in b.find_elements(By.CSS_SELECTOR, "#shade mark")]
                == ["voor haar gebeld"]
            )
        )
        assert browser.execute_script("return localStorage.length + sessionStorage.length") == 0
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    finally:
        browser.quit()
