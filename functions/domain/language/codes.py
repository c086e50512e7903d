"""Campaign codes in a text (S003-05 to 07, 16, 39): in any case, with spaces, hyphens or quotes, among other words."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from functions.domain.settings.packages import Package

# What looks like a code: letters, a month and a year, as PKG_MONTH_YEAR_TYPE has them, joined by underscores.
_LIKE_A_CODE = re.compile(
    r"(?<![A-Z0-9])[A-Z0-9]{2,12}_[A-Z]{3,5}_20\d\d(?:_[A-Z0-9]{1,20}){0,3}(?![A-Z0-9])"
)
_BETWEEN = r"[\s_\-.'\"`*~/]{0,3}"


@dataclass(frozen=True)
class Codes:
    """What codes a text has. `package_id`: of the first one that leads to a package that is sold; `code`: that one.
    `left_out`: the others, in their order; `unknown`: those that lead to none.
    """

    package_id: str | None = None
    code: str | None = None
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def has_any(self) -> bool:
        return self.code is not None or bool(self.unknown)

    def removed_from(self, packages: Mapping[str, Package], text: str) -> str:
        """The text without the codes: what else was said."""
        if not self.has_any:
            return text
        plain = unicodedata.normalize("NFKC", text)
        known = {each.code for each in packages.values()}
        for code in (self.code, *self.left_out, *self.unknown):
            if code is not None:
                pattern = _pattern(code) if code in known else re.compile(re.escape(code))
                plain = re.sub(pattern.pattern, " ", plain, flags=re.IGNORECASE)
        return plain


def codes_in(packages: Mapping[str, Package], text: str, today: date) -> Codes:
    """The codes of a text. One of a package that is closed or has departed leads nowhere."""
    plain = unicodedata.normalize("NFKC", text).upper()
    found = _known(packages, plain)
    ids = list(dict.fromkeys(id for id, _ in found))
    sold = [id for id in ids if is_sold(packages[id], today)]
    closed = tuple(packages[id].code for id in ids if id not in sold)
    return Codes(
        package_id=sold[0] if sold else None,
        code=packages[sold[0]].code if sold else None,
        left_out=tuple(packages[id].code for id in sold[1:]),
        unknown=tuple(dict.fromkeys((*closed, *_strange(plain, [place for _, place in found])))),
    )


def _strange(plain: str, taken: list[tuple[int, int]]) -> tuple[str, ...]:
    """What looks like a code at no place of a known one."""
    return tuple(
        match[0]
        for match in _LIKE_A_CODE.finditer(plain)
        if not any(match.start() < end and start < match.end() for start, end in taken)
    )


def is_sold(package: Package, today: date) -> bool:
    return package.is_open and package.departs_on > today


def _known(packages: Mapping[str, Package], plain: str) -> list[tuple[str, tuple[int, int]]]:
    """The packages whose codes are in a text, with their places, first one first; of two at one place the longer."""
    spans = [
        (match.start(), -match.end(), id)
        for id, package in packages.items()
        for match in _pattern(package.code).finditer(plain)
    ]
    found: list[tuple[str, tuple[int, int]]] = []
    for start, end, id in sorted(spans):
        if not found or start >= found[-1][1][1]:
            found.append((id, (start, -end)))
    return found


@lru_cache(maxsize=1024)
def _pattern(code: str) -> re.Pattern[str]:
    parts = _BETWEEN.join(map(re.escape, code.split("_")))
    return re.compile(f"(?<![A-Z0-9]){parts}(?![A-Z0-9])")
