"""Counted rescuing findings per 1,000 sentences of Dutch that is no case note: dialogue and story of three games.

    apt-get install freedink-data fillets-ng-data widelands-data     # Debian; free licences, the texts stay there
    python benchmarks/ordinary_dutch.py [FOLDER]

FOLDER is where the packages lie (default: /usr/share/games, or where `dpkg -x` unpacked them). Each hit is printed.
"""

import argparse
import gettext
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from boundary_nlp import Analyser

MIN_WORDS = 4
BAR = 3.0  # hits per 1,000 sentences
CATALOGUES = ("dink.mo", "scenario_emp*.mo", "scenario_atl*.mo", "scenario_bar*.mo", "scenario_fri*.mo")
MARKUP = re.compile(r"<[^>]*>|`.|&\w+;|%\w")


def story_texts(folder: Path) -> Iterator[str]:
    """Yield the Dutch translations of what figures say and what is told between scenes."""
    for name in CATALOGUES:
        for file in sorted(folder.rglob(f"nl/LC_MESSAGES/{name}")):
            with file.open("rb") as opened:
                catalogue = gettext.GNUTranslations(opened)._catalog  # type: ignore[attr-defined]
            texts = (text for text in catalogue.values() if isinstance(text, str))
            yield from (MARKUP.sub(" ", text) for text in texts if not text.startswith("Project-Id-Version"))


def subtitle_texts(folder: Path) -> Iterator[str]:
    """Yield the Dutch subtitles of the puzzle game's dialogues."""
    for file in sorted(folder.rglob("*dialogs_nl.lua")):
        for match in re.finditer(r'dialogStr\("((?:[^"\\]|\\.)*)"\)', file.read_text(encoding="utf-8")):
            yield match.group(1).replace('\\"', '"')


def main() -> int:
    """Print each hit, then how many there are per 1,000 sentences; exit code 1 above the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("/usr/share/games"))
    folder = parser.parse_args().folder
    texts = [*story_texts(folder), *subtitle_texts(folder)]
    if not texts:
        print(
            f"There is no text under '{folder}'. Install the packages that this script's head names.", file=sys.stderr
        )
        return 2
    analyser = Analyser(classifier="none")
    counts: Counter[str] = Counter()
    for text in dict.fromkeys(texts):
        analysis = analyser(text)
        for sentence in analysis.sentences:
            written = text[sentence.start : sentence.end]
            if len(written.split()) < MIN_WORDS:
                continue
            counts["sentences"] += 1
            counts["with ik"] += bool(re.search(r"\b(ik|mij|mijn)\b", written.casefold()))
            for finding in analysis.findings:
                if sentence.start <= finding.start < sentence.end and finding.counts and finding.stance == "rescuing":
                    counts["hits"] += 1
                    print(f"{finding.signal} ({finding.rule_id}): {finding.text} :: {' '.join(written.split())}")
    rate = 1000 * counts["hits"] / counts["sentences"]
    print(f"{counts['sentences']} sentences, {counts['with ik']} of them in the first person;", end=" ")
    print(f"{counts['hits']} counted rescuing findings, {rate:.1f} per 1,000")
    return int(rate >= BAR)


if __name__ == "__main__":
    sys.exit(main())
