"""QR codes as SVG, for pages and for documents alike."""

import io

import segno


def qr_svg(text: str, *, label: str) -> str:
    """Draw text as a QR code: an inline SVG that scales, named for those who do not see it.

    text: at most some 1 000 characters. label: what it is, such as "Order SO-TGL-2026-00001".
    """
    code = segno.make(text, micro=False, error="m")
    drawn: str = code.svg_inline(
        omitsize=True, border=4, title=label, svgclass="qr", lineclass=None
    )
    return drawn


def qr_picture(text: str) -> str:
    """Draw text as a QR code in an SVG file of its own, as a document places it."""
    drawn = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        drawn, kind="svg", scale=4, border=4, xmldecl=False
    )
    return drawn.getvalue().decode()
