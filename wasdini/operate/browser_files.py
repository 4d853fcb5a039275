"""Names of browser files that carry their own digest, also inside scripts that import one another."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Folders of plain ES modules. Elsewhere an `import` may stand in a comment or mean something else.
MODULE_FOLDERS = ("reports", "custody", "idb", "noble-hashes")
_IMPORTS: Any = vars(HashedFilesMixin)["_js_module_import_aggregation_patterns"][1]


class DigestNamedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A script and everything it imports belong to one edition: an old one is never mixed with a new one."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{folder}/*.js", _IMPORTS) for folder in MODULE_FOLDERS),
    )
