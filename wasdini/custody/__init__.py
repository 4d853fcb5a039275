"""Sealed identities of covert sources, their custodians, two-person unmasking. Nothing else may read its tables."""
