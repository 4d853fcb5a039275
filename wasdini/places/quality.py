"""What an import says about itself: how many rows, what became of them, and every row that needs a person's eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

LISTED_MAX = 5000


@dataclass(frozen=True)
class Finding:
    """One row and what is noteworthy about it. `refused`: the row was left out; otherwise it was taken."""

    finding: str
    code: str
    row: int | None = None
    detail: str = ""
    refused: bool = False


@dataclass
class QualityReport:
    """Counts of one import. read = added + changed + unchanged + repeated + refused."""

    rows_read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    refused: int = 0
    closed: int = 0
    tps_count: int | None = None
    tps_refused: int | None = None
    encoding: str = ""
    ignored_columns: tuple[str, ...] = ()
    personal_columns: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.added + self.changed + self.unchanged

    @property
    def moved(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.added or self.changed or self.closed)

    def tell(self, findings: Iterable[Finding]) -> None:
        self.findings.extend(findings)

    def counts(self) -> dict[str, int]:
        """How often each kind of finding occurred."""
        return dict(Counter(finding.finding for finding in self.findings))

    def as_json(self) -> dict[str, Any]:
        """For the import's row and `--json`. Beyond `LISTED_MAX` findings only their counts are kept."""
        return {
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "repeated": self.repeated,
            "refused": self.refused,
            "closed": self.closed,
            "tps_count": self.tps_count,
            "tps_refused": self.tps_refused,
            "encoding": self.encoding,
            "ignored_columns": list(self.ignored_columns),
            "personal_columns_dropped": list(self.personal_columns),
            "finding_counts": self.counts(),
            "findings": [
                {"finding": f.finding, "code": f.code, "row": f.row, "detail": f.detail, "refused": f.refused}
                for f in self.findings[:LISTED_MAX]
            ],
            "findings_not_listed": max(0, len(self.findings) - LISTED_MAX),
        }


def findings_of(
    rows: pl.DataFrame, finding: str, *, code: str = "code", detail: str | None = None, refused: bool = False
) -> list[Finding]:
    """One finding for each row of a frame that has `row_number` and the named columns."""
    numbers = rows["row_number"].to_list() if "row_number" in rows.columns else [None] * rows.height
    details = rows[detail].cast(pl.String).fill_null("").to_list() if detail else [""] * rows.height
    return [
        Finding(finding, key, row, said, refused)
        for key, row, said in zip(rows[code].to_list(), numbers, details, strict=True)
    ]
