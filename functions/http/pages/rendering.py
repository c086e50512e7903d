"""Pages from the templates beside this module."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from functions.http import pages


def rendered(template: str, **values: Any) -> str:
    """The page of a template in the pages' style. Values are escaped."""
    return _environment().get_template(template).render(style=Markup(pages.STYLE), **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
