"""The kernels start wherever they are installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wasdini.core.index import kernels


def test_a_code_folder_that_cannot_be_written_only_costs_the_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def njit(**options: Any) -> Callable[[Any], Any]:
        asked.append(options)
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(kernels, "njit", njit)
    assert kernels.compiled(len) is len
    assert asked == [{"cache": True, "nogil": True}, {"nogil": True}]
