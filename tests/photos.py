"""Photos of labels, as a phone takes them: aslant, blurred, too dark, and large."""

import io

import segno
from PIL import Image, ImageEnhance, ImageFilter


def photo_of(*texts: str, tilt: float = 7, blur: float = 1.5) -> bytes:
    """Return a JPEG with the QR codes of the texts side by side on a grey sheet."""
    sheet = Image.new("L", (700 * max(1, len(texts)) + 400, 1200), 170)
    for place, text in enumerate(texts):
        drawn = io.BytesIO()
        segno.make(text, micro=False, error="m").save(drawn, kind="png", scale=10, border=4)
        code = Image.open(drawn).convert("L").resize((500, 500))
        sheet.paste(code, (300 + 700 * place, 350))
    turned = sheet.rotate(tilt, fillcolor=140).filter(ImageFilter.GaussianBlur(blur))
    return as_jpeg(ImageEnhance.Brightness(turned).enhance(0.7))


def as_jpeg(picture: Image.Image, **options: bool) -> bytes:
    """Return a picture as a JPEG file."""
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80, **options)
    return kept.getvalue()
