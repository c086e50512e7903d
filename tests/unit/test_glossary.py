"""docs/glossary.md explains each word of the domain's public names that plain English does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from functions.domain.commands.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "functions" / "domain"
GLOSSARY = ROOT / "docs" / "glossary.md"
# Words of everyday English, in their plain form. A term of the field, or a word that means something of its own here,
# belongs into the glossary and not into this list.
EVERYDAY = frozenset((Path(__file__).parent / "everyday_words.txt").read_text(encoding="utf-8").split())
ENDINGS = ("s", "es", "ed", "ing", "ings", "er", "ers", "ion", "ions", "ment", "ly", "al", "ness")


def words_of(name: str) -> list[str]:
    """`EarnRule` and `earn_rule`: earn, rule."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def plain_forms(word: str) -> set[str]:
    """What a word may be a form of: `copied` of `copy`, `taking` of `take`, `planned` of `plan`."""
    stems = {word.removesuffix(ending) for ending in ENDINGS}
    stems |= {f"{stem}e" for stem in stems} | {f"{stem[:-1]}y" for stem in stems if stem.endswith("i")}
    stems |= {stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]}
    return {stem for stem in stems if len(stem) > 1} | {word}


def names_of(path: Path) -> Iterator[str]:
    """The public names of a module: its classes and functions, the fields of settings, collections."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
        for field in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                if path.parent.name == "settings":
                    yield field.target.id
                elif field.target.id == "collection" and isinstance(field.value, ast.Constant):
                    yield str(field.value.value)


def places_of_words() -> dict[str, str]:
    """Each word of the domain's public names, with one of the names."""
    found = {word: kind for kind in KINDS for word in words_of(kind)}
    for path in sorted(DOMAIN.rglob("*.py")):
        for name in names_of(path):
            for word in words_of(name):
                found.setdefault(word, f"{name} ({path.relative_to(ROOT)})")
    return found


def entries() -> list[tuple[str, str, str]]:
    """The rows of the glossary: words, meaning, where."""
    rows = re.findall(r"^\| (.+?) \| (.+) \| (.+?) \|$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    return [row for row in rows if row[0] != "word"]


def files_of(where: str) -> Iterator[Path]:
    """The files that a row names, those of a folder among them."""
    for named in re.findall(r"`([^`]+)`", where):
        found = [path for top in (ROOT, ROOT / "functions") for path in top.glob(named)]
        assert found, f"docs/glossary.md: there is no {named}"
        for path in found:
            yield from path.rglob("*.py") if path.is_dir() else [path]


def test_each_word_of_the_domain_s_names_is_plain_english_or_in_the_glossary() -> None:
    explained = {form for words, _, _ in entries() for word in words_of(words) for form in plain_forms(word)}
    known = EVERYDAY | explained
    lacking = {word: name for word, name in places_of_words().items() if not plain_forms(word) & known}
    assert lacking == {}, "a line of docs/glossary.md, or a plainer word"


def test_each_entry_s_words_stand_where_it_says() -> None:
    for words, _, where in entries():
        text = " ".join(
            f"{path.relative_to(ROOT)} {path.read_text(encoding='utf-8')}" for path in files_of(where)
        )
        forms = {form for word in set(words_of(text)) for form in plain_forms(word)}
        for word in words_of(re.sub(r"\(.*?\)", "", words)):
            assert plain_forms(word) & forms, f"docs/glossary.md: '{word}' of '{words}' is not in {where}"
