"""From what an officer typed to comparable words: "Sdh jam 09.30, listrik di TPS 4 mati!!" -> `listrik padam`.

Light on purpose: no dictionary, so an unknown word stays itself. The words are for comparing, never for showing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from wasdini.core.text.lexicon import ABBREVIATIONS, SAME_WORDS, STOP_WORDS

LONGEST_TEXT = 4_000
_WORD = re.compile(r"[a-z]+|[0-9]+(?:[.,:][0-9]+)*")
_STRETCHED = re.compile(r"(.)\1{2,}")
_TWICE = re.compile(r"\b([a-z]{3,})(?:-\1|2)\b|\b([a-z]{3,}) \2\b")
_PARTICLES = ("lah", "kah", "tah", "pun", "nya", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_SHORTEST_STEM = 4
# Longest first; the letter a nasal prefix swallowed is put back before a vowel (memukul -> pukul, menyerang -> serang).
_PREFIXES: tuple[tuple[str, str], ...] = (
    ("meng", ""), ("meny", "s"), ("peng", ""), ("peny", "s"), ("mem", "p"), ("pem", "p"), ("men", "t"), ("pen", "t"),
    ("ber", ""), ("ter", ""), ("per", ""), ("me", ""), ("pe", ""), ("di", ""), ("se", ""), ("ke", ""),
)  # fmt: skip
_VOWELS = "aeiou"


def normalise(text: str) -> str:
    """Lower case, plain letters, abbreviations written out, doubled words once, punctuation gone; numbers kept.

    Rule: NFKD without marks, case folded, three equal letters become one, `orang2` and `orang-orang` become `orang`.
    Only the first 4,000 characters are read.
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TEXT]).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _TWICE.sub(lambda found: found[1] or found[2], _STRETCHED.sub(r"\1", plain))
    return " ".join(ABBREVIATIONS.get(word, word) for word in _WORD.findall(plain))


def stem(word: str) -> str:
    """The word without particle, suffix and prefix, never shorter than four letters: `dibagikannya` -> `bagi`.

    Over- and understems like every rule without a dictionary; both sides of a comparison go through the same rule.
    """
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _SHORTEST_STEM:
            word = word[: -len(particle)]
            break
    whole = word
    word = _without_prefix(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word if len(word) >= _SHORTEST_STEM else whole


def _without_prefix(word: str) -> str:
    for prefix, swallowed in _PREFIXES:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and rest:
            root = swallowed + rest if swallowed and rest[0] in _VOWELS else rest
            if len(root) >= _SHORTEST_STEM:
                return root
    return word


@lru_cache(maxsize=20_000)
def _told_by(word: str) -> str:
    if word in SAME_WORDS:
        return SAME_WORDS[word]
    root = stem(word)
    return SAME_WORDS.get(root, root)


def content_words(normalised: str) -> tuple[str, ...]:
    """The stems that tell reports apart, in order: without stop words and without numbers."""
    roots = (_told_by(word) for word in normalised.split() if _tells(word))
    return tuple(root for root in roots if root not in STOP_WORDS)


def _tells(word: str) -> bool:
    return len(word) > 1 and not word[0].isdigit() and word not in STOP_WORDS
