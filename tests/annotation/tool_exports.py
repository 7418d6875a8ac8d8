"""What the tools do to a file that was imported and is exported again."""

import json
from pathlib import Path
from typing import Any


def submitted(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return tasks as Label Studio exports them when an annotator submits each prediction as it is."""
    return [
        {
            "id": number,
            "data": task["data"],
            "annotations": [
                {
                    "id": 1000 + number,
                    "completed_by": 1,
                    "result": [{**result, "origin": "prediction"} for result in task["predictions"][0]["result"]],
                    "was_cancelled": False,
                    "ground_truth": False,
                    "created_at": "2026-03-02T10:00:00.000000Z",
                    "updated_at": "2026-03-02T10:05:00.000000Z",
                    "lead_time": 8.4,
                    "result_count": 3,
                }
            ],
            "drafts": [],
            "predictions": [],
            "project": 1,
        }
        for number, task in enumerate(tasks, start=1)
    ]


def submit_file(path: Path) -> None:
    """Do the same with a file."""
    path.write_text(json.dumps(submitted(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")


def confirm_file(path: Path) -> None:
    """Make of an imported file what doccano exports: an id first, metadata beside the text, comments last."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    exported = [{"id": 50 + n, **row, "Comments": []} for n, row in enumerate(rows)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in exported), encoding="utf-8")
