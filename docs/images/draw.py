"""Draw the pictures of README and docs from a built demo database.

`python docs/images/draw.py [DATABASE]` writes the .svg files beside this script.
Each carries its own background and has colours for light and for dark screens.
"""

import os
import sys
from html import escape
from itertools import groupby
from pathlib import Path

import duckdb

from strata.identity.explaining import Level, linkage_model

FOLDER = Path(__file__).parent
WIDTH = 860
MARGIN = 24

STYLE = """
  .card { fill: #ffffff; stroke: #d0d7de; }
  .title { fill: #1f2328; font-size: 17px; font-weight: 600; }
  .text { fill: #1f2328; font-size: 13px; }
  .note { fill: #59636e; font-size: 12px; }
  .line { stroke: #d0d7de; }
  .first { fill: #2f6fd0; }
  .second { fill: #d97a21; }
  text { font-family: -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial,
    sans-serif; font-variant-numeric: tabular-nums; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #161b22; stroke: #3d444d; }
    .title, .text { fill: #e6edf3; }
    .note { fill: #9198a1; }
    .line { stroke: #3d444d; }
    .first { fill: #5b9bff; }
    .second { fill: #f0a050; }
  }
"""

RFM_SEGMENTS = """
    select segments.name, profiles.customer_share, profiles.net_revenue_share
    from marts.fct_segment_profiles as profiles
    inner join marts.dim_segments as segments
        on profiles.segment_id = segments.segment_id
    where profiles.scheme = 'rfm'
        and profiles.as_of_date = (
            select max(as_of_date) from marts.fct_segment_profiles
        )
    order by segments.position
"""

KMEANS_PROFILES = """
    select
        segments.name,
        profiles.customers,
        profiles.net_revenue_share_365d,
        profiles.average_order_count_365d,
        profiles.average_order_value_730d,
        profiles.average_days_since_last_order,
        profiles.average_online_order_share_730d,
        profiles.average_discounted_order_share_730d
    from marts.fct_segment_profiles as profiles
    inner join marts.dim_segments as segments
        on profiles.segment_id = segments.segment_id
    where segments.entity = 'customer' and segments.scheme = 'kmeans'
        and segments.is_learnt
        and profiles.as_of_date = (
            select max(as_of_date) from marts.fct_segment_profiles
        )
    order by segments.position
"""


def text(x: float, y: float, content: str, kind: str = "text", **options: str) -> str:
    """Return one text element; options such as anchor='end'."""
    anchor = options.get("anchor", "start")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" '
        f'text-anchor="{anchor}">{escape(content)}</text>'
    )


def bar(x: float, y: float, width: float, kind: str, **options: float) -> str:
    """Return one rectangle; options height, opacity."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
        f'height="{options.get("height", 10):.1f}" rx="2" class="{kind}" '
        f'opacity="{options.get("opacity", 1):.2f}"/>'
    )


def write(name: str, title: str, height: float, parts: list[str]) -> None:
    """Write one picture with its card, title and style."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="10" '
        'class="card"/>',
        text(MARGIN, 34, title, "title"),
        *parts,
        "</svg>",
    ]
    (FOLDER / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def draw_rfm_segments(connection: duckdb.DuckDBPyConnection) -> None:
    """Draw two bars per RFM segment: share of customers, share of revenue."""
    rows = connection.execute(RFM_SEGMENTS).fetchall()
    left, right, top, step = 190, WIDTH - 80, 84, 34
    scale = (right - left) / max(max(row[1:]) for row in rows)
    parts = [
        bar(left, 50, 12, "first", height=12),
        text(left + 18, 61, "share of customers", "note"),
        bar(left + 150, 50, 12, "second", height=12),
        text(left + 168, 61, "share of net revenue", "note"),
    ]
    for place, (name, customers, revenue) in enumerate(rows):
        y = top + place * step
        parts += [
            text(left - 12, y + 15, name, anchor="end"),
            bar(left, y, customers * scale, "first"),
            text(left + customers * scale + 6, y + 10, f"{customers:.1%}", "note"),
            bar(left, y + 12, revenue * scale, "second"),
            text(left + revenue * scale + 6, y + 22, f"{revenue:.1%}", "note"),
        ]
    write(
        "rfm_segments.svg",
        "RFM segments of the demo: share of customers and of net revenue",
        top + len(rows) * step + 10,
        parts,
    )


def draw_kmeans_profiles(connection: duckdb.DuckDBPyConnection) -> None:
    """Draw the learnt segments as a table, each column shaded by its own range."""
    headings = [
        ("customers", "{:,.0f}"),
        ("revenue share|365 days", "{:.1%}"),
        ("orders|365 days", "{:.1f}"),
        ("order value|EUR", "{:,.0f}"),
        ("days since|last order", "{:,.0f}"),
        ("online|share", "{:.0%}"),
        ("discounted|share", "{:.0%}"),
    ]
    rows = connection.execute(KMEANS_PROFILES).fetchall()
    left, top, step = 268, 92, 34
    width = (WIDTH - MARGIN - left) / len(headings)
    parts = []
    for column, (heading, layout) in enumerate(headings):
        x = left + column * width
        for line, part in enumerate(reversed(heading.split("|"))):
            parts.append(
                text(x + width / 2, 80 - line * 15, part, "note", anchor="middle")
            )
        values = [float(row[column + 1] or 0) for row in rows]
        spread = (max(values) - min(values)) or 1
        for place, value in enumerate(values):
            y = top + place * step
            shade = 0.06 + 0.54 * (value - min(values)) / spread
            parts += [
                bar(x + 2, y, width - 4, "first", height=step - 4, opacity=shade),
                text(x + width / 2, y + 20, layout.format(value), anchor="middle"),
            ]
    for place, row in enumerate(rows):
        parts.append(text(MARGIN, top + place * step + 20, row[0]))
    bottom = top + len(rows) * step + 20
    note = (
        "The stronger the colour, the higher within the column. Averages per customer."
    )
    parts.append(text(MARGIN, bottom, note, "note"))
    write(
        "kmeans_profiles.svg",
        "k-means segments of the demo and what sets them apart",
        bottom + 18,
        parts,
    )


def draw_match_weights(levels: list[Level]) -> None:
    """Draw a bar per level of each comparison: what it says for or against a link."""
    comparisons = [
        (name, list(group))
        for name, group in groupby(levels, lambda level: level.comparison)
    ]
    half = (len(comparisons) + 1) // 2
    step, width, labels, margin = 17, (WIDTH - 2 * MARGIN) / 2, 196, 36
    scale = (width - labels - 2 * margin) / (2 * max(abs(x.weight) for x in levels))
    parts, bottom = [], 0.0
    for place, column in enumerate((comparisons[:half], comparisons[half:])):
        left, y = MARGIN + place * width, 74
        zero = (left + labels + left + width) / 2
        for name, group in column:
            parts.append(text(left, y, name.replace("_", " ")))
            for level in group:
                y += step
                end = zero + level.weight * scale
                is_for = level.weight >= 0
                parts += [
                    text(left + labels, y, level.label, "note", anchor="end"),
                    bar(
                        min(zero, end),
                        y - 9,
                        abs(end - zero),
                        "first" if is_for else "second",
                    ),
                    text(
                        end + (5 if is_for else -5),
                        y,
                        f"{level.weight:+.1f}",
                        "note",
                        anchor="start" if is_for else "end",
                    ),
                ]
            y += 30
        bottom = max(bottom, y)
    note = "Log2 of the odds: +1 doubles the odds of a match, -1 halves them."
    write(
        "match_weights.svg",
        "Match weights of the demo: evidence for (blue) and against (orange) a match",
        bottom + 12,
        [*parts, text(MARGIN, bottom - 4, note, "note")],
    )


def main() -> None:
    """Draw every picture."""
    default = os.environ.get("STRATA_DATABASE", "strata.duckdb")
    database = sys.argv[1] if len(sys.argv) > 1 else default
    with duckdb.connect(database, read_only=True) as connection:
        draw_rfm_segments(connection)
        draw_kmeans_profiles(connection)
    draw_match_weights(linkage_model(Path(database)).levels)


if __name__ == "__main__":
    main()
