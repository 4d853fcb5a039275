"""Names of browser files that carry their own digest, also inside scripts that import one another."""

from __future__ import annotations

from collections.abc import Callable
from re import Match
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Folders of plain ES modules. Elsewhere an `import` may stand in a comment or mean something else.
MODULE_FOLDERS = frozenset({"reports", "custody", "idb", "noble-hashes"})
_PATTERNS: Any = vars(HashedFilesMixin)["_js_module_import_aggregation_patterns"][1]
_IMPORTS = frozenset(template for _pattern, template in _PATTERNS)


class DigestNamedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A script and everything it imports belong to one edition: an old one is never mixed with a new one."""

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[Match[str]], str]:
        if template in _IMPORTS and name.partition("/")[0] not in MODULE_FOLDERS:
            return _unchanged
        converter: Callable[[Match[str]], str] = super().url_converter(name, hashed_files, template)
        return converter


def _unchanged(found: Match[str]) -> str:
    return found["matched"]
