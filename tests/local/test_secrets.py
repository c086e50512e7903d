"""Secrets of hosted functions: where they come from, how the file is read, what it does not say when it is wrong."""

from pathlib import Path

import pytest

from local.secret_files import DEFAULT, SecretsError, find_secrets, read_secrets
from tests.local.test_command_line import run

VALUE = "v4lue-that-nobody-may-see"


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("", {}),
        ("# nothing yet\n\n", {}),
        ("KOPI_TOKEN=abc\n", {"KOPI_TOKEN": "abc"}),
        ("KOPI_TOKEN=abc", {"KOPI_TOKEN": "abc"}),
        ("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("\ufeffA=1\n", {"A": "1"}),
        ("export A = 1 \n", {"A": "1"}),
        ("A='one two # three'\n", {"A": "one two # three"}),
        ('A="one\\ntwo"\n', {"A": "one\ntwo"}),
        ('A="one\ntwo" # a key of two lines\nB=3\n', {"A": "one\ntwo", "B": "3"}),
        ("A='one\\ntwo'\n", {"A": "one\\ntwo"}),
        ("A=abc # the sandbox's\n", {"A": "abc"}),
        ("A=a=b==\n", {"A": "a=b=="}),
        ("A=\n", {"A": ""}),
        ("A=1\nA=2\n", {"A": "2"}),
        ('A=1\nB=${A}\nC=$A\nD="${A}"\n', {"A": "1", "B": "${A}", "C": "$A", "D": "${A}"}),
        ("A=ক খ\n", {"A": "ক খ"}),
    ],
)
def test_a_file_gives_each_name_its_value_as_it_stands(
    tmp_path: Path, text: str, secrets: dict[str, str]
) -> None:
    file = tmp_path / "secrets"
    file.write_text(text, encoding="utf-8", newline="")
    assert read_secrets(file) == secrets


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (VALUE, 1),
        (f"A=1\n{VALUE}\n", 2),
        (f"A=1\n\n# and\n\n{VALUE}\nB=2\n", 5),
        (f"A={VALUE}\nB {VALUE}\n", 2),
        (f"A='{VALUE}\nB=2\n", 1),
        (f'\nA="{VALUE}\n', 2),
        (f"={VALUE}\n", 1),
        (f"{VALUE}=1\n", 1),
        (f"1A={VALUE}\n", 1),
        (f"A.B={VALUE}\n", 1),
        (f"A={VALUE}\0\n", 1),
        (f"A='{VALUE}' {VALUE}\n", 1),
    ],
)
def test_a_line_that_is_none_is_named_by_its_number_and_never_repeated(
    tmp_path: Path, text: str, line: int
) -> None:
    file = tmp_path / "secrets"
    file.write_text(text)
    with pytest.raises(SecretsError) as caught:
        read_secrets(file)
    assert str(caught.value) == f"{file}:{line}: is not NAME=VALUE"


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_bytes(b"A=\xff\xfe\n")
    with pytest.raises(SecretsError, match=r"secrets: is not UTF-8 text$"):
        read_secrets(file)


def test_the_sources_own_file_counts_where_none_is_named(tmp_path: Path) -> None:
    assert find_secrets(None, tmp_path) == {}
    (tmp_path / DEFAULT).write_text("A=own\n")
    assert find_secrets(None, tmp_path) == {"A": "own"}
    named = tmp_path / "named"
    named.write_text("A=named\n")
    assert find_secrets(named, tmp_path) == {"A": "named"}


def test_a_file_that_is_missing_ends_the_start_with_its_name(tmp_path: Path) -> None:
    ended = run("--secrets", str(tmp_path / "none"))
    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (
        1,
        f"local: {tmp_path / 'none'}: there is no such file",
    )


def test_a_line_that_is_none_ends_the_start_without_the_value(tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_text(f"A={VALUE}\nB {VALUE}\n")
    ended = run("--secrets", str(file))
    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (1, f"local: {file}:2: is not NAME=VALUE")
    assert VALUE not in ended.stderr + ended.stdout
