"""Strip every address from package-lock.json: a lock pins bytes by hash and says nothing of where they come from."""

from __future__ import annotations

import json
from pathlib import Path

lock = Path(__file__).resolve().parent.parent / "package-lock.json"
content = json.loads(lock.read_text())
for package in content["packages"].values():
    package.pop("funding", None)
    package.pop("resolved", None)
lock.write_text(json.dumps(content, indent=2) + "\n")
