"""What happens to raw files on their way: damaged values, rows, forms and bytes.

A damage changes one table in memory or its file. After damage to values, rows or forms
the number of rows is still known; after damage to bytes it is not.
"""

import csv
import gzip
import io
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa

# By what they look like; any of them may come in any column.
KEYS = (
    *("4001.0", "7.41E+12", "'0042", '="0042"', "\ufeff12", "12\u200b", " 12 ", "12 "),
    *("", "0", "NULL", "\\N", "nan", "#N/A", "undefined", "guest", "-", "n/a", "None"),
    *("'; drop table raw.shop_orders; --", "{{ ref('x') }}", "${HOME}", "$1", "%s"),
    *("a\nb", "a\r\nb", 'a"b', '""', '"', "a,b;c\td|e", "\u202eabc", "\x00", "\x1a"),
    *(
        "x" * 5000,
        "🙂🙂🙂",
        "ＡＢＣ１２",
        "½",
        "٣٤٥",
        "1e5",
        "1E400",
        "true",
        "{}",
        "[1]",
    ),
)
DATES = (
    *("0000-00-00", "1970-01-01 00:00:00", "9999-12-31", "0001-01-01", "2024-02-30"),
    *("31/12/2023", "12/31/2023 11:59 PM", "99/99/9999 99:99 PM", "45322", "45322.75"),
    *("1719783000", "1719783000000", "1719783000000000", "-1", "2024-W05", "24:00"),
    *("2024-06-30T21:30:00Z", "2024-06-30 21:30:00+25:00", "2024-06-30 21:30 IST"),
    *("30 juin 2024", "infinity", "-infinity", "epoch", "2024-06-30 21:30:61", "today"),
    *("Sun Jun 30 2024 21:30:00 GMT+0200 (CEST)", "290309-12-22", "20240630"),
)
AMOUNTS = (
    *("1e400", "NaN", "-Infinity", "1.250", "1.250,00", "1,250.00", "1'250.50", "−12"),
    *("€12", "12 €", "(12.00)", "9" * 38, "9" * 400, "1_000", "0x1F", "12%", "1/2"),
    *("-0", "+12", "1.2.3", "1,2,3", ".5", "5.", "0.000000000000000000001", "1 250,5"),
)
PEOPLE = (
    *(
        '"Ann Vier" <ann@mail.example>',
        "a@@b.example",
        "a@b",
        "@",
        "mailto:a@b.example",
    ),
    *(
        "a@b.example,c@d.example",
        "x" * 300 + "@e.example",
        "é@exämple.example",
        "A@B.C",
    ),
    *("+33 6 12 34 56 78", "33612345678.0", "0612345678 / 0698765432", "+" + "9" * 40),
    *(
        "राम",
        "Ã‰lodie",
        "ÃƒÂ©",
        "O'Brien",
        "Zoe\u0308",
        "李",
        "ÉLODIE  MARIE",
        "Mme",
        "?",
    ),
    *(
        "FR",
        "FRA",
        "France",
        "Deutschland",
        "UK",
        "XX",
        "75008",
        "'75008",
        "7500",
        "2A",
    ),
)
WORDS = (
    *("yes", "no", "oui", "NON", "1", "0", "Y", "unsubscribed", "peut-être", "opt-out"),
    *("Cancelled", "canceled", "voided", "wc-refunded", "Annulée", "??", "en attente"),
    *("EUR", "eur", "€", "Euro", "ZZZ", "e-mail", "E-MAIL", "marketing, analytics"),
)
HOSTILE = {
    "keys": KEYS,
    "dates": DATES,
    "amounts": AMOUNTS,
    "people": PEOPLE,
    "words": WORDS,
}


@dataclass
class RawFile:
    """A raw table on its way.

    Attributes
    ----------
    name : of the table.
    columns, rows : what it holds, as text; a row may have too many or too few values.
    known : whether the number of rows is still known.
    """

    name: str
    columns: list[str]
    rows: list[list[str]]
    known: bool = True
    delimiter: str = ","
    terminator: str = "\n"
    encoding: str = "utf-8"
    quoting: int = csv.QUOTE_MINIMAL
    suffix: str = ".csv"
    parts: list[str] = field(default_factory=list)
    after: list[Callable[[Path], None]] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write the file, or its parts as a folder, and damage the bytes."""
        if not self.parts:
            paths = [folder / f"{self.name}{self.suffix}"]
            self._write(paths[0], self.rows)
        else:
            (folder / self.name).mkdir()
            paths = [
                folder / self.name / f"part-{number}{suffix}"
                for number, suffix in enumerate(self.parts)
            ]
            for number, path in enumerate(paths):
                self._write(path, self.rows[number :: len(paths)])
        for damage in self.after:
            damage(paths[0])

    def _write(self, path: Path, rows: list[list[str]]) -> None:
        suffix = path.suffix.lower()
        if suffix == ".parquet":
            width = len(self.columns)
            frame = pd.DataFrame(
                [(row + [""] * width)[:width] for row in rows],
                columns=self.columns,
                dtype=str,
            )
            frame.to_parquet(path, index=False)
            return
        text = io.StringIO(newline="")
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            lineterminator=self.terminator,
            quoting=self.quoting,
        )
        writer.writerows([self.columns, *rows])
        content = text.getvalue().encode(self.encoding, "replace")
        if suffix == ".gz":
            content = gzip.compress(content, mtime=0)
        elif suffix == ".zst":
            content = pa.compress(content, codec="zstd", asbytes=True)
        path.write_bytes(content)


Damage = Callable[[RawFile, random.Random], None]


def _hostile_values(kind: str, share: float) -> Damage:
    def damage(table: RawFile, chance: random.Random) -> None:
        column = chance.randrange(len(table.columns))
        for row in table.rows:
            if column < len(row) and chance.random() < share:
                row[column] = chance.choice(HOSTILE[kind])

    return damage


def _mixed_values(table: RawFile, chance: random.Random) -> None:
    everything = [value for values in HOSTILE.values() for value in values]
    for row in table.rows:
        for column in range(len(row)):
            if chance.random() < 0.02:
                row[column] = chance.choice(everything)


def _repeat_rows(table: RawFile, chance: random.Random) -> None:
    table.rows += [
        list(row) for row in chance.choices(table.rows, k=len(table.rows) // 5)
    ]


def _empty_rows(table: RawFile, chance: random.Random) -> None:
    # One value is kept: of a line without any, csv cannot tell that it is a row.
    for row in chance.sample(table.rows, k=len(table.rows) // 10):
        row[1:] = [""] * (len(row) - 1)


def _header_only(table: RawFile, chance: random.Random) -> None:
    table.rows = []


def _one_row(table: RawFile, chance: random.Random) -> None:
    table.rows = table.rows[:1]


def _too_many_values(table: RawFile, chance: random.Random) -> None:
    for row in chance.sample(table.rows, k=len(table.rows) // 10):
        row += ["more", "and more"]


def _too_few_values(table: RawFile, chance: random.Random) -> None:
    for row in chance.sample(table.rows, k=len(table.rows) // 10):
        del row[len(row) // 2 :]


def _one_value(table: RawFile, chance: random.Random) -> None:
    column = chance.randrange(len(table.columns))
    value = chance.choice(chance.choice(list(HOSTILE.values())))
    for row in table.rows:
        row[column : column + 1] = [value]


def _column_lost(table: RawFile, chance: random.Random) -> None:
    column = chance.randrange(1, len(table.columns))
    del table.columns[column]
    for row in table.rows:
        del row[column : column + 1]


def _column_more(table: RawFile, chance: random.Random) -> None:
    name = chance.choice(["unnamed: 0", "", "select", "Ünïcode", 'a "b"', table.name])
    table.columns.append(name)
    for row in table.rows:
        row.append(chance.choice(KEYS))


def _column_twice(table: RawFile, chance: random.Random) -> None:
    column = chance.randrange(len(table.columns))
    table.columns.append(table.columns[column])
    for row in table.rows:
        row.append(row[column] if column < len(row) else "")


def _columns_shuffled(table: RawFile, chance: random.Random) -> None:
    order = list(range(len(table.columns)))
    chance.shuffle(order)
    table.columns = [table.columns[place] for place in order]
    table.rows = [
        [row[place] if place < len(row) else "" for place in order]
        for row in table.rows
    ]


def _header_written(change: Callable[[str], str]) -> Damage:
    def damage(table: RawFile, chance: random.Random) -> None:
        table.columns = [change(name) for name in table.columns]

    return damage


def _form(**values: object) -> Damage:
    def damage(table: RawFile, chance: random.Random) -> None:
        for name, value in values.items():
            setattr(table, name, value)

    return damage


def _changed(change: Callable[[bytes, random.Random], bytes]) -> Damage:
    """Return a damage of the bytes of a file."""

    def damage(table: RawFile, chance: random.Random) -> None:
        table.known = False
        # Drawn now, so that what follows does not depend on the writing.
        later = random.Random(chance.random())
        table.after.append(
            lambda path: path.write_bytes(change(path.read_bytes(), later))
        )

    return damage


def _with_bytes(content: bytes, chance: random.Random, these: list[bytes]) -> bytes:
    """Return the content with some bytes replaced, wherever they are."""
    changed = bytearray(content)
    for _ in range(min(len(changed), 5)):
        place = chance.randrange(len(changed))
        changed[place : place + 1] = chance.choice(these)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _quote_lost(content: bytes, chance: random.Random) -> bytes:
    """Return the content with one quote too many in its first line."""
    place = chance.randrange(max(content.find(b"\n"), 1))
    return content[:place] + b'"' + content[place:]


def _replaced(content: bytes) -> Damage:
    return _changed(lambda before, chance: content)


def _other_node(make: Callable[[Path], None]) -> Damage:
    """Return a damage that puts something else in the place of a file."""

    def damage(table: RawFile, chance: random.Random) -> None:
        table.known = False

        def replace(path: Path) -> None:
            path.unlink(missing_ok=True)
            make(path)

        table.after.append(replace)

    return damage


ANY_BYTE = [bytes([byte]) for byte in range(256)]

DAMAGES: dict[str, Damage] = {
    **{f"a column of odd {kind}": _hostile_values(kind, 0.3) for kind in HOSTILE},
    **{f"some odd {kind}": _hostile_values(kind, 0.03) for kind in HOSTILE},
    "odd values everywhere": _mixed_values,
    "rows repeated": _repeat_rows,
    "rows without values": _empty_rows,
    "a header only": _header_only,
    "one row": _one_row,
    "too many values": _too_many_values,
    "too few values": _too_few_values,
    "one value in a column": _one_value,
    "a column lost": _column_lost,
    "a column more": _column_more,
    "a column twice": _column_twice,
    "columns shuffled": _columns_shuffled,
    "header in upper case": _header_written(str.upper),
    "header with spaces": _header_written(lambda name: f" {name} "),
    "header with a mark": _form(encoding="utf-8-sig"),
    "semicolons": _form(delimiter=";"),
    "tabs": _form(delimiter="\t"),
    "pipes": _form(delimiter="|"),
    "all quoted": _form(quoting=csv.QUOTE_ALL),
    "Windows lines": _form(terminator="\r\n"),
    "cp1252": _form(encoding="cp1252"),
    "UTF-16": _form(encoding="utf-16"),
    "gzip": _form(suffix=".csv.gz"),
    "zstd": _form(suffix=".csv.zst"),
    "upper-case ending": _form(suffix=".CSV"),
    "parquet": _form(suffix=".parquet"),
    "a folder of csv": _form(parts=[".csv", ".csv"]),
    "a folder of both": _form(parts=[".csv", ".parquet"]),
    "a folder of three": _form(parts=[".csv.gz", ".CSV", ".parquet"]),
    "cut off": _changed(_cut),
    "bytes flipped": _changed(lambda c, chance: _with_bytes(c, chance, ANY_BYTE)),
    "not UTF-8": _changed(lambda c, chance: _with_bytes(c, chance, [b"\xff", b"\xe9"])),
    "zero bytes": _changed(lambda c, chance: _with_bytes(c, chance, [b"\x00"])),
    "quotes strewn in": _changed(lambda c, chance: _with_bytes(c, chance, [b'"'])),
    "a quote in the header": _changed(_quote_lost),
    "an empty file": _replaced(b""),
    "an error page": _replaced(b"<!DOCTYPE html><html><body>502</body></html>\n"),
    "an archive": _replaced(b"PK\x03\x04" + bytes(200)),
    "JSON": _replaced(b'{"data": [{"id": 1}], "errors": null}\n'),
    "a broken link": _other_node(lambda path: path.symlink_to("nowhere.csv")),
    "a named pipe": _other_node(os.mkfifo),
    "an empty folder": _other_node(lambda path: path.with_suffix("").mkdir()),
}


def damaged(
    tables: list[RawFile], seed: int, most: int = 4
) -> tuple[list[RawFile], list[str]]:
    """Return raw tables with some damages.

    Parameters
    ----------
    tables : as they are in order; they are changed.
    seed : of the choice; the same one gives the same bytes.
    most : at most so many damages.

    Returns
    -------
    tables, notes
        The tables that are left, and what happened to which.
    """
    chance = random.Random(seed)
    notes = []
    for _ in range(chance.randint(1, most)):
        table = chance.choice(tables)
        name = chance.choice(list(DAMAGES))
        # Values are drawn from what is left.
        if table.rows or table.known:
            DAMAGES[name](table, chance)
            notes.append(f"{table.name}: {name}")
    if chance.random() < 0.2 and len(tables) > 1:
        lost = tables.pop(chance.randrange(len(tables)))
        notes.append(f"{lost.name}: not there")
    return tables, notes
