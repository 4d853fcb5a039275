"""What is wrong with an input, said once: the code, where it stands, and what would be right.

Words are filled in from `methods/sentences.toml`; core knows only the code and its parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `row` counts as a spreadsheet shows it (the header is row 1)."""

    code: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""
    params: dict[str, str] = field(default_factory=dict)


class InputRefused(Exception):
    """The input was refused as a whole; nothing was written. Carries at least one problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in self.problems[:3]))
