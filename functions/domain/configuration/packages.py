"""What is wrong with a package beside its form: a code or an ad that names another one too."""

from collections.abc import Iterator

from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org


def package_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of a package of the organisation, by path: a code, or an ad, that leads to two packages."""
    return list(_faults(org, id))


def _faults(org: Org, id: str) -> Iterator[FieldFault]:
    package = org.packages[id]
    for other, its in sorted(org.packages.items()):
        if other == id:
            continue
        if its.code == package.code:
            yield FieldFault("code", f"is the code of {other} too")
        for index, ad in enumerate(package.ad_ids):
            if ad in its.ad_ids:
                yield FieldFault(f"ad_ids.{index}", f"leads to {other} too")
