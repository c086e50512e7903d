"""The command that provisions says what is wrong with its options before it touches anything."""

from pathlib import Path

import pytest

from functions import presets, provision


@pytest.mark.parametrize("text", ["", "   ", " s3cret", "s3cret\n", "s3\x00cret", "x" * 201])
@pytest.mark.parametrize("option", ["--hook-secret", "--name"])
def test_an_empty_or_odd_secret_or_name_is_refused(
    option: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        provision.main(["kopi", "--preset", "cafe", option, text])
    assert caught.value.code == 2
    assert f"argument {option}: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--name", "Kopi"], "--name"),
        (["--hook-secret", "s3cret"], "--hook-secret"),
        (["--reset"], "--reset"),
        (["--name", "Kopi", "--reset"], "--name, --reset"),
        (["--switch-preset", "--new-currency"], "--switch-preset, --new-currency"),
        (["--new-identity-key"], "--new-identity-key"),
    ],
)
def test_an_option_that_would_do_nothing_beside_the_channels_is_refused(
    options: list[str], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    channels = tmp_path / "channels.yaml"
    channels.write_text("sandbox:\n", encoding="utf-8")
    assert provision.main(["kopi", "--channels", str(channels), *options]) == 1
    said = f"provision: {named}: give --preset too, --channels alone changes nothing else\n"
    assert capsys.readouterr().err == said


def test_neither_preset_nor_channels_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert provision.main(["kopi"]) == 1
    assert capsys.readouterr().err == "provision: give --preset, --channels or both\n"


def test_a_preset_that_there_is_not_is_named_beside_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert provision.main(["kopi", "--preset", "cafè"]) == 1
    assert capsys.readouterr().err == (
        f"provision: preset: cafè: is not one of: {', '.join(presets.names())}\n"
    )
