"""XML of OpenRosa: what a phone sends is read with every door shut; what it gets is written here.

Refused before any parser sees it: other encodings than UTF-8, NUL, any DOCTYPE or ENTITY, too many bytes. Refused while
reading: depth and number of elements no form needs. Nothing is ever fetched or expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

from wasdini.core.form_mapping import FilledForm
from wasdini.core.problems import InputRefused, Problem

BYTES_MAX = 1 << 20
DEPTH_MAX = 32
ELEMENTS_MAX = 20_000
NAMES_MAX = 160
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_FORBIDDEN = re.compile(r"<!(?!--|\[CDATA\[)")
_RESPONSE = "http://openrosa.org/http/response"
_LIST, _MANIFEST = "http://openrosa.org/xforms/xformsList", "http://openrosa.org/xforms/xformsManifest"


def read_filled(raw: bytes) -> FilledForm:
    """A filled form. Raises `InputRefused`; every refusal says what is wrong."""
    root = _parsed(raw)
    form_id = root.get("id", "") or etree.QName(root).namespace or ""
    if not form_id or len(form_id) > NAMES_MAX:
        raise InputRefused([Problem("xml_without_form_id")])
    if root.get("encrypted"):
        raise InputRefused([Problem("xml_encrypted")])
    answers: dict[str, list[str]] = {}
    ids: dict[str, str] = {}
    _collect(root, answers, ids)
    instance_id = ids.get("instanceID", "")
    if not 1 <= len(instance_id) <= NAMES_MAX:
        raise InputRefused([Problem("xml_without_instance_id")])
    replaced = ids.get("deprecatedID", "")[:NAMES_MAX]
    return FilledForm(
        report_id=report_id_of(instance_id),
        form_id=form_id,
        version=root.get("version", "")[:NAMES_MAX],
        answers=answers,
        supersedes=report_id_of(replaced) if replaced else None,
    )


def report_id_of(instance_id: str) -> UUID:
    """`uuid:…` as phones make it; any other writing gets the same UUID each time it comes."""
    try:
        return UUID(instance_id.removeprefix("uuid:"))
    except ValueError:
        return uuid5(NAMESPACE_URL, f"openrosa:{instance_id}")


def response(words: str) -> bytes:
    """What the phone shows to its officer."""
    root = etree.Element(f"{{{_RESPONSE}}}OpenRosaResponse", nsmap={None: _RESPONSE})
    etree.SubElement(root, f"{{{_RESPONSE}}}message", nature="").text = words
    return _written(root)


def form_list(forms: Iterable[Mapping[str, str]]) -> bytes:
    """`formID name version hash downloadUrl manifestUrl` of each form."""
    return _listed(_LIST, "xforms", "xform", forms)


def manifest(files: Iterable[Mapping[str, str]]) -> bytes:
    """`filename hash downloadUrl` of each file a form needs."""
    return _listed(_MANIFEST, "manifest", "mediaFile", files)


def _parsed(raw: bytes) -> etree._Element:
    if len(raw) > BYTES_MAX:
        raise InputRefused([Problem("xml_too_large", expected=f"≤ {BYTES_MAX >> 20} MiB")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InputRefused([Problem("xml_not_utf8")]) from wrong
    if "\0" in text:
        raise InputRefused([Problem("xml_not_utf8")])
    if _FORBIDDEN.search(text):
        raise InputRefused([Problem("xml_has_doctype")])
    bounded = _Bounded()
    parser = etree.XMLParser(
        target=bounded, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, encoding="utf-8",
    )  # fmt: skip
    try:
        # Its own declaration may name another encoding; what follows is UTF-8, as was just shown.
        found: etree._Element = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    except etree.XMLSyntaxError as wrong:
        if bounded.refusal:  # the parser reports the tree it was made to leave unfinished
            raise bounded.refusal from None
        raise InputRefused([Problem("xml_broken", expected=str(wrong)[:80])]) from wrong
    return found


class _Bounded(etree.TreeBuilder):  # type: ignore[misc]
    """Builds the tree, and stops at the first element that is too deep or too many."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0
        self.refusal: InputRefused | None = None

    def start(self, tag: str, attributes: Mapping[str, str], *more: object) -> etree._Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEPTH_MAX or self._count > ELEMENTS_MAX:
            bounds = f"≤ {DEPTH_MAX} tingkat, ≤ {ELEMENTS_MAX} isian"
            self.refusal = InputRefused([Problem("xml_too_large", expected=bounds)])
            raise self.refusal
        return super().start(tag, attributes, *more)

    def end(self, tag: str) -> etree._Element:
        self._depth -= 1
        return super().end(tag)

    def comment(self, text: str) -> None:
        """Left out."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Left out."""


def _collect(root: etree._Element, answers: dict[str, list[str]], ids: dict[str, str]) -> None:
    """Text of every leaf by path. The root is called `data` in our paths, whatever a form calls it."""
    waiting: list[tuple[etree._Element, str]] = [(root, "/data")]
    while waiting:
        element, path = waiting.pop()
        children = list(element)
        if not children and element is not root:
            answers.setdefault(path, []).append(element.text or "")
        for child in reversed(children):
            name = etree.QName(child).localname
            waiting.append((child, f"{path}/{name}"))
            if path == "/data/meta" and name in {"instanceID", "deprecatedID"}:
                ids.setdefault(name, (child.text or "").strip())


def _listed(namespace: str, outer: str, inner: str, entries: Iterable[Mapping[str, str]]) -> bytes:
    root = etree.Element(f"{{{namespace}}}{outer}", nsmap={None: namespace})
    for entry in entries:
        one = etree.SubElement(root, f"{{{namespace}}}{inner}")
        for name, value in entry.items():
            etree.SubElement(one, f"{{{namespace}}}{name}").text = value
    return _written(root)


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written
