"""A quote as a PDF, set by typst with fonts of our own: Latin, Bengali, Devanagari and Arabic are shaped right.

Typst is a compiler of some 80 MB: the function `quotes` alone imports this module.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import typst

from functions.domain.quotes.papers import Paper
from functions.http import fonts, pages

_TEMPLATE = Path(pages.__file__).with_name("quote.typ")


def rendered(paper: Paper, form: Literal["pdf", "png"] = "pdf") -> list[bytes]:
    """The PDF as one piece, or a picture of each page. What stands in a quote is data for typst, never markup."""
    compiler = typst.Compiler(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=[Path(fonts.__file__).parent],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False, default=dict)},
    )
    written: Any = compiler.compile(format=form, ppi=110.0)
    return written if isinstance(written, list) else [written]
