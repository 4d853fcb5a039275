"""How passwords are kept: Argon2id at a cost a small office server can bear forty times at once on voting day."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2(Argon2PasswordHasher):
    """46 MiB, two rounds, one lane: above OWASP's floor (46 MiB, one round); Django's own 100 MiB on eight lanes is
    2 GB for twenty people who sign in together, which a two-core office server does not have."""

    algorithm = "office_argon2"
    time_cost = 2
    memory_cost = 47_104
    parallelism = 1
