"""A phone for the journeys: Chromium of phone size on a profile of its own that outlives the browser being killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
