"""Bedrock: every rule and all maths, as pure functions. No Django, disk, network, clock or global dice."""
