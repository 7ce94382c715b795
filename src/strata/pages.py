"""Write pages that open without a network: one file with all that it needs."""

import json
from collections.abc import Collection, Iterable, Sequence
from html import escape
from pathlib import Path

STYLE = """
  :root { color-scheme: light; }
  body { margin: 0; background: #f6f8fa; color: #1f2328; font: 15px/1.5 -apple-system,
    'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif; }
  main { width: fit-content; min-width: min(760px, 90%); max-width: 94%;
    margin: 24px auto; padding: 8px 32px 32px; box-sizing: border-box;
    background: #fff; border: 1px solid #d0d7de; border-radius: 10px; }
  h1 { font-size: 24px; } h2 { font-size: 19px; margin-top: 36px; }
  h3 { font-size: 16px; margin: 28px 0 4px; }
  p { max-width: 720px; }
  table { border-collapse: collapse; margin: 8px 0;
    font-variant-numeric: tabular-nums; }
  th, td { padding: 4px 20px 4px 0; text-align: left; vertical-align: top;
    border-bottom: 1px solid #d0d7de; }
  th { color: #59636e; font-weight: 600; }
  td.number, th.number { text-align: right; }
  .chart { overflow-x: auto; padding: 8px 0; }
"""

# Nothing is fetched, whatever a value in the page may say.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; "
    "script-src 'unsafe-inline' 'unsafe-eval'"
)

# Of the menu beside a chart only what works without a network.
EMBEDDING = {
    "actions": {"export": True, "source": False, "compiled": False, "editor": False}
}


class PageError(Exception):
    """The page cannot be written; the message says what to do."""


def write_page(path: Path, content: str, overwrite: bool) -> None:
    """Write a page.

    Raises
    ------
    PageError
        If there is such a file already, unless `overwrite`, or none can be written.
    """
    try:
        with path.open("w" if overwrite else "x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError as error:
        raise PageError(
            f"{path} is there already: name another one, or add --overwrite."
        ) from error
    except OSError as error:
        raise PageError(f"{path} cannot be written: {error.strerror}.") from error


def page(title: str, parts: Iterable[str]) -> str:
    """Return a page of parts, which are HTML, with the scripts that charts need."""
    # Splink writes pages of one chart; for several it has but the scripts. It takes
    # long to import.
    from splink.internals.html_utils import load_chart_libraries

    scripts = "".join(
        f"<script>{source}</script>\n" for source in load_chart_libraries().values()
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n{scripts}</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def heading(text: str, level: int = 2) -> str:
    """Return a heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(text)}</p>"


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Collection[int] = (),
) -> str:
    """Return a table.

    Parameters
    ----------
    headings : of the columns.
    rows : as many texts each.
    numbers : places of the columns that are set as numbers, from 0.
    """

    def line(tag: str, cells: Sequence[str]) -> str:
        return "".join(
            f'<{tag} class="number">{escape(cell)}</{tag}>'
            if place in numbers
            else f"<{tag}>{escape(cell)}</{tag}>"
            for place, cell in enumerate(cells)
        )

    lines = [line("th", headings), *(line("td", row) for row in rows)]
    return "<table>\n" + "\n".join(f"<tr>{each}</tr>" for each in lines) + "\n</table>"


def chart(name: str, specification: dict) -> str:
    """Return a chart.

    Parameters
    ----------
    name : letters and hyphens, of one chart of a page.
    specification : of Vega-Lite, as JSON knows it.
    """
    from splink.internals.html_utils import json_for_html

    return (
        f'<div class="chart"><div id="{name}"></div></div>\n'
        f'<script>vegaEmbed("#{name}", '
        f"{json_for_html(specification)}, {json.dumps(EMBEDDING)})</script>"
    )
