"""From counted notes to shifts per caseload."""
