import re
import resource
import signal
import tempfile
from pathlib import Path

import pytest

from boundary_nlp.errors import OutputError
from boundary_nlp.io.seen import SeenIds


def test_ids_that_find_no_room_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SeenIds(tmp_path) as seen:
        seen._database.execute("PRAGMA max_page_count = 2")
        with pytest.raises(OutputError, match=rf"cannot be kept in '{re.escape(str(tmp_path))}'.*full.*Make room"):
            for number in range(2000):
                seen.add(str(number), "a.csv", number)
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    try:
        with pytest.raises(OutputError, match="TMPDIR"):
            SeenIds()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(tmp_path.iterdir()) == []
