"""The statement by WeasyPrint (PDF/A-3a): HTML made by the shortest template there is, style sheet and fonts read once."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from payout.fonts import faces

NAME = "weasyprint"
MODULE = "weasyprint"
MAKES = "PDF/A-3a"
ATTACHES = True

STYLE = """
@font-face {{ font-family: Face; src: url(file://{regular}); font-weight: 400 }}
@font-face {{ font-family: Face; src: url(file://{bold}); font-weight: 700 }}
@page {{ size: A4; margin: 44pt 34pt 70pt;
  @bottom-left {{ content: string(foot); font: 8pt Face; white-space: pre-line; width: 85% }}
  @bottom-right {{ content: string(before) counter(page) string(between) counter(pages) string(behind); font: 8pt Face }}
  @top-left {{ content: string(running); font: 8pt Face }} }}
@page :first {{ @top-left {{ content: none }} }}
body {{ font: 9.2pt/1.45 Face }}
h1 {{ font-size: 13pt }} h2 {{ font-size: 11pt; margin: 9pt 0 4pt }}
.foot {{ string-set: foot attr(data-foot), running attr(data-running), before attr(data-before), between attr(data-between),
  behind attr(data-behind) }}
.note, dt {{ font-size: 8pt; color: #566273 }} .new {{ break-before: page }}
dl {{ display: grid; grid-template-columns: 110pt 1fr; margin: 0; column-gap: 8pt }} dd {{ margin: 0 }}
.panel {{ background: #12294d; color: white; border-radius: 5pt; padding: 10pt }}
.total {{ font-size: 40pt; font-weight: 700; line-height: 1.2 }} .unit {{ font-size: 16pt }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed }} tr {{ break-inside: avoid }}
td, th {{ border-bottom: 0.5pt solid #c9d2de; padding: 4pt; vertical-align: top; text-align: left }}
.right {{ text-align: right }} .center {{ text-align: center }} tbody tr:nth-child(even) {{ background: #f0f4f9 }}
"""


def draws() -> Callable[[bytes, Mapping[str, bytes]], bytes]:
    """The way to draw one statement: the style sheet with its fonts is read once and kept."""
    weasyprint = importlib.import_module(MODULE)
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    style = weasyprint.CSS(string=STYLE.format(regular=faces().regular, bold=faces().bold), font_config=fonts)

    def draw(texts: bytes, attached: Mapping[str, bytes]) -> bytes:
        files = [weasyprint.Attachment(string=data, name=name, description=name, relationship="Source") for name, data in attached.items()]
        page = weasyprint.HTML(string=html_of(json.loads(texts)))
        made: bytes = page.write_pdf(font_config=fonts, stylesheets=[style], pdf_variant="pdf/a-3a", attachments=files)
        return made

    return draw


def note() -> str:
    """What slows it down on this machine; empty where nothing does."""
    if importlib.import_module("weasyprint.text.ffi").harfbuzz_subset:
        return ""
    return "WeasyPrint cuts fonts with fontTools here, which takes it much longer: install libharfbuzz-subset0"


def html_of(it: Mapping[str, Any]) -> str:
    """The statement as one page of HTML."""
    before, between, behind = it["page_label"].replace("{pages}", "{page}").split("{page}")
    foot = {"foot": "\n".join(it["footer"]), "running": it["running_head"], "before": before, "between": between, "behind": behind}
    data = " ".join(f'data-{name}="{escape(text)}"' for name, text in foot.items())
    total = f'<div class="total">{it["total"]}<span class="unit">{it["total_unit"]}</span></div>'
    return "".join(
        (
            f'<html lang="{it["language"]}"><head><title>{escape(it["title"])}</title></head><body>',
            f'<div class="foot" {data}>{escape(it["issuer"])}</div>',
            _pairs(it["reference"]),
            f"<h1>{escape(it['title'])}</h1><p>{escape(it['subtitle'])}</p><p><b>{escape(it['addressee'])}</b></p>",
            f"<p>{escape(it['greeting'])}</p>",
            f'<div class="panel">{escape(it["total_label"])}{total}{it["total_reading"]}',
            *(f"<div>{escape(label)} {escape(value)}</div>" for label, value in it["payment"]),
            f"</div>{_pairs(it['facts'])}",
            *(_section(section) for section in it["sections"]),
            "</body></html>",
        )
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(label)}</dt><dd>{escape(value)}</dd>' for label, value in pairs)}</dl>"


def _section(section: Mapping[str, Any]) -> str:
    note = f'<p class="note">{escape(section["note"])}</p>' if section["note"] else ""
    new = ' class="new"' if section["new_page"] else ""
    return f"<h2{new}>{escape(section['title'])}</h2>{note}{''.join(map(_block, section['blocks']))}"


def _block(block: Mapping[str, Any]) -> str:
    if block["kind"] == "pairs":
        return _pairs(block["pairs"])
    if block["kind"] == "texts":
        return "".join(f"<p>{escape(text)}</p>" for text in block["texts"])
    columns = block["columns"]
    widths = "".join(f'<col style="width: {column["width"] / 10}%">' for column in columns)
    heads = "".join(f'<th scope="col" class="{column["align"]}">{escape(column["title"])}</th>' for column in columns)
    rows = [*block["rows"], *([block["total"]] if block["total"] else [])]
    body = "".join(f"<tr>{''.join(map(_cell, row, columns))}</tr>" for row in rows)
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Mapping[str, Any], column: Mapping[str, Any]) -> str:
    text = f"<b>{escape(cell['text'])}</b>" if cell["strong"] else escape(cell["text"])
    note = f'<br><span class="note">{escape(cell["note"])}</span>' if cell["note"] else ""
    return f'<td class="{column["align"]}">{text}{note}</td>'
