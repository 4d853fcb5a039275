#!/usr/bin/env python3
"""Checks an exported journal (`wasdini journal export`) without any of Wasdini's code.

    python3 verify_journal.py journal.jsonl [--anchor anchor.json …] [--public-key HEX]

Needs Python 3.9 or newer. The signature of an anchor is checked when PyNaCl or `cryptography` is installed; without
either, the anchor is compared but its signature is reported as not checked. Exit 0: the chain holds; 1: it does not,
and the first line that does not is named; 2: a file cannot be read.
"""

import argparse
import hashlib
import json
import pathlib
import sys

HASHED = (
    "act", "actor_id", "actor_role", "at", "content_digest", "details", "path", "previous_hash", "seq",
    "subject_id", "subject_kind",
)  # fmt: skip
COLUMNS = {*HASHED, "hash"}
ENCODER = json.JSONEncoder(separators=(",", ":"))


class Unreadable(Exception):
    """A file is not what it should be."""


def first_fault(lines, anchors):
    """(lines that hold, what is wrong with the next one or None)."""
    previous, count = "0" * 64, 0
    for line in lines:
        seq = count + 1
        if line.keys() != COLUMNS:
            return count, f"line {seq}: columns are missing or added"
        if line["seq"] != seq:
            return count, f"line {seq}: its number does not follow"
        if line["previous_hash"] != previous:
            return count, f"line {seq}: it does not link to the line before"
        body = ENCODER.encode({name: line[name] for name in HASHED})
        if hashlib.sha256(body.encode()).hexdigest() != line["hash"]:
            return count, f"line {seq}: its content was changed"
        if anchors.get(seq, line["hash"]) != line["hash"]:
            return count, f"line {seq}: it is not what the anchor says"
        previous, count = line["hash"], seq
    cut = [seq for seq in anchors if seq > count]
    return count, f"line {count + 1}: missing; an anchor names line {min(cut)}" if cut else None


def signature_holds(anchor, public_key):
    """True, False, or None when no library can tell."""
    text = f"wasdini-anchor-1\n{anchor['seq']}\n{anchor['hash']}\n{anchor['at']}\n".encode()
    key, signature = bytes.fromhex(public_key), bytes.fromhex(anchor["signature"])
    try:
        from nacl.exceptions import BadSignatureError
        from nacl.signing import VerifyKey
    except ImportError:
        return _holds_by_cryptography(key, signature, text)
    try:
        VerifyKey(key).verify(text, signature)
    except BadSignatureError:
        return False
    return True


def _holds_by_cryptography(key, signature, text):
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def read_anchors(paths, public_key):
    anchors = {}
    for path in paths:
        try:
            with pathlib.Path(path).open(encoding="utf-8") as file:
                anchor = json.load(file)
            holds = signature_holds(anchor, public_key) if public_key else None
            seq, value = int(anchor["seq"]), anchor["hash"]
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise Unreadable(f"{path}: {wrong}") from wrong
        if holds is False or anchors.get(seq, value) != value:
            raise Unreadable(f"{path}: the signature does not hold, or two anchors disagree")
        if holds is None:
            print(f"{path}: signature NOT checked (give --public-key; install pynacl)", file=sys.stderr)
        anchors[seq] = value
    return anchors


def read_lines(path):
    try:
        with pathlib.Path(path).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError) as wrong:
        raise Unreadable(f"{path}: {wrong}") from wrong


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Checks an exported journal without any of Wasdini's code.")
    parser.add_argument("journal")
    parser.add_argument("--anchor", action="append", default=[])
    parser.add_argument("--public-key", default="")
    options = parser.parse_args(arguments)
    try:
        anchors = read_anchors(options.anchor, options.public_key)
        count, fault = first_fault(read_lines(options.journal), anchors)
    except Unreadable as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(f"{count} lines hold; {len(anchors)} anchors match" if fault is None else fault)
    return 0 if fault is None else 1


if __name__ == "__main__":
    sys.exit(main())
