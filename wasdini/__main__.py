"""`python -m wasdini` is the console script."""

from __future__ import annotations

import sys

from wasdini.cli import main

sys.exit(main())
