"""The report that a supervisor reads with a worker: HTML pages and an Excel workbook."""

from boundary_nlp.report.write import write_report, write_report_files

__all__ = ["write_report", "write_report_files"]
