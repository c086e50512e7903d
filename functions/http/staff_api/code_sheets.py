"""Codes to cut out: a page for a printer, each code as a QR code and in letters."""

from collections.abc import Iterator, Sequence
from html import escape

from functions.domain.offers.documents import CodeBatch

STYLE = (
    "@page{size:A4;margin:10mm}body{font:10pt/1.3 system-ui,sans-serif;margin:0}"
    ".sheet{display:grid;grid-template-columns:repeat(4,1fr);gap:4mm}"
    ".code{border:1px dashed #999;padding:3mm;text-align:center;break-inside:avoid}"
    ".code svg{width:30mm;height:30mm}.code b{display:block;letter-spacing:.1em}"
)


def sheet(batch: CodeBatch, codes: Sequence[str]) -> str:
    """The page. What a QR code says is the code itself, as a till's scanner types it."""
    name = escape(batch.name or "")
    until = f"<i>{batch.valid_until:%Y-%m-%d}</i>" if batch.valid_until is not None else ""
    cards = "".join(
        f'<div class="code">{svg}<b>{code}</b>{name}<br>{until}</div>'
        for svg, code in zip(_drawn(codes), codes, strict=True)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title><style>{STYLE}</style>'
        f'</head><body><div class="sheet">{cards}</div></body></html>'
    )


def _drawn(codes: Sequence[str]) -> Iterator[str]:
    """An SVG for each. The library is loaded with the first sheet that an instance makes."""
    import segno

    for code in codes:
        yield segno.make(code, error="m", micro=False).svg_inline(
            omitsize=True, lineclass=None, svgclass=None
        )
