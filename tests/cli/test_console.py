"""The console answers in the operator's language and never with a traceback."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from wasdini import cli


@pytest.mark.parametrize(
    ("language", "heard"),
    [("id", "yang wajib diisi: PERINTAH"), ("en", "the following arguments are required: PERINTAH")],
)
def test_a_missing_command_is_named_in_the_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, heard: str
) -> None:
    monkeypatch.setenv("WASDINI_LANG", language)
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 2
    assert heard in capsys.readouterr().err


def test_a_fault_is_one_line_and_leaves_its_trace_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(options: argparse.Namespace) -> int:
        raise ZeroDivisionError("bagi nol")

    parser = SimpleNamespace(parse_args=lambda arguments: SimpleNamespace(run=breaks))
    monkeypatch.setattr(cli, "build_parser", lambda: parser)
    assert cli.main([]) == 1
    said = capsys.readouterr()
    assert "ZeroDivisionError: bagi nol" in said.err
    assert "Traceback" not in said.err + said.out


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    parser = cli.build_parser()
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    assert {choice.dest for choice in commands._choices_actions if not choice.help} == set()
    for name in commands.choices:
        with pytest.raises(SystemExit) as stopped:
            cli.main([name, "--help"])
        assert stopped.value.code == 0
    assert "cara pakai:" in capsys.readouterr().out
