"""A saved notebook as GitHub's viewer shows it: sanitised, without styles, and with pictures of its own alone.

What GitHub does is not published. Elements and attributes are those of its sanitiser for all user content, as released:
https://github.com/gjtorikian/html-pipeline/blob/main/lib/html_pipeline/node_filter/sanitization_filter.rb
Of notebooks it is known that `style` elements and attributes and `id` are stripped as well
(https://github.com/jupyter/nbviewer/issues/450), that scripts and media are shut out (the viewer's Content-Security-
Policy), and that pictures in outputs are shown from `data:` addresses, which elsewhere are not taken.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import mistune
import nh3

ELEMENTS = (
    "h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p ol ul table thead tbody tfoot "
    "blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike summary details caption figure figcaption "
    "abbr bdo cite dfn mark small span time wbr"
)
EVERYWHERE = (
    "abbr align alt aria-describedby aria-hidden aria-label aria-labelledby border cellpadding cellspacing color cols "
    "colspan datetime dir headers height hreflang label lang open role rows rowspan scope size span start summary "
    "tabindex title type valign value width itemprop"
)
ATTRIBUTES = {"*": set(EVERYWHERE.split()), "a": {"href"}, "img": {"src", "longdesc"}}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; media-src 'none'; script-src 'none'">
<style>
body {{ font: 14px/1.5 sans-serif; max-width: 980px; margin: 24px auto; padding: 0 16px }}
img {{ max-width: 100% }} pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}
.code {{ background: #f6f8fa; padding: 8px 12px; border-radius: 6px }} .output {{ padding-left: 12px }}
table {{ border-collapse: collapse }} td, th {{ border: 1px solid #d0d7de; padding: 3px 8px }}
</style></head><body>{body}</body></html>"""
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def sanitised(text: str) -> str:
    """A piece of html as it is let through."""
    return nh3.clean(
        text,
        tags=set(ELEMENTS.split()),
        attributes=ATTRIBUTES,
        attribute_filter=_picture_or_web,
        url_schemes={"http", "https", "mailto", "data"},
        clean_content_tags={"script", "style"},
        link_rel="nofollow",
    )


def _picture_or_web(element: str, attribute: str, value: str) -> str | None:
    picture = element == "img" and attribute == "src" and value.startswith("data:image/")
    return value if picture or not value.lower().startswith("data:") else None


def page(book: Path) -> str:
    """The whole notebook as a page."""
    cells = json.loads(book.read_text("utf-8"))["cells"]
    return PAGE.format(title=html.escape(book.stem), body="\n".join(map(_cell, cells)))


def _cell(cell: dict[str, Any]) -> str:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return sanitised(str(mistune.html(source)))
    outputs = "".join(f'<div class="output">{_output(one)}</div>' for one in cell["outputs"])
    return f'<pre class="code">{html.escape(source)}</pre>{outputs}'


def _output(output: dict[str, Any]) -> str:
    """What a viewer shows of an output: the richest of its forms that needs no script."""
    data = {kind: "".join(said) for kind, said in output.get("data", {}).items() if not isinstance(said, dict)}
    if "text/html" in data:
        return sanitised(data["text/html"])
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            return f'<img src="data:{kind};base64,{data[kind]}" alt="">'
    said = data.get("text/plain") or "".join(output.get("text", "")) or "\n".join(output.get("traceback", ()))
    return f"<pre>{html.escape(_ANSI.sub('', said))}</pre>"
