"""Tell what a csv file is: compression, encoding, delimiter and header.

The dialect is fixed except for the delimiter, which the header determines: nothing is
guessed from the rows.
"""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# Of equally frequent delimiters the first one is taken.
DELIMITERS = "\t,;|"

# Marks of UTF-16, the encoding of Excel's "Unicode text".
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# Files that are no csv whatever their name says, by their first bytes.
OTHER_KINDS = {
    b"PK\x03\x04": "is a workbook or an archive: save it as CSV UTF-8, or unpack it",
    b"\xd0\xcf\x11\xe0": "is a workbook: save the sheet as CSV UTF-8",
    b"\x1f\x8b": "is compressed: add .gz to its name",
    b"\x28\xb5\x2f\xfd": "is compressed: add .zst to its name",
    b"PAR1": "is a parquet file: name it .parquet",
}

GZIP = (".gz", ".gzip")
ZSTD = (".zst", ".zstd")

# What opening a file, or unpacking it, may raise.
UNREADABLE = (OSError, EOFError, zlib.error)

# The header must end in so many bytes.
START = 1 << 20

# A line with its quoted parts, which may hold line breaks.
RECORD = re.compile(r'(?:"(?:[^"]|"")*+"|[^"\r\n])*+(?=\r\n|\r|\n|\Z)')
QUOTED = re.compile(r'"((?:[^"]|"")*)"')

# Bytes of accented letters in cp1252, and the apostrophe, euro, space and degree that
# are frequent in it. Other encodings of one byte have their letters elsewhere.
CP1252 = frozenset({*range(0xC0, 0x100), 0x80, 0x92, 0xA0, 0xB0} - {0xD7, 0xF7})


class CsvError(Exception):
    """The file is no csv that can be read; the message says why and what to do."""


@dataclass(frozen=True)
class Layout:
    """How a csv file is to be read.

    Attributes
    ----------
    delimiter : one of DELIMITERS.
    names : of the columns as written, without the spaces around them.
    has_more : whether anything but white space follows the header.
    """

    delimiter: str
    names: list[str]
    has_more: bool


def csv_layout(start: str, is_whole: bool = True) -> Layout:
    """Return the layout of a csv file.

    Parameters
    ----------
    start : of the file's text.
    is_whole : whether that is all of it.

    Raises
    ------
    CsvError
        If the first line is no header: empty, not text, or with a quote too few.

    Examples
    --------
    >>> csv_layout('id,"Note, internal"\\n1,x\\n').names
    ['id', 'Note, internal']
    """
    text = start.removeprefix("\ufeff")
    if "\0" in text[:1000]:
        raise CsvError("is no csv: write it again as UTF-8")
    record = RECORD.match(text)
    if record is None:
        raise _quote_error()
    header = record.group()
    unquoted = QUOTED.sub("", header)
    delimiter = max(DELIMITERS, key=unquoted.count)
    names = []
    for field in _fields(header, delimiter):
        name = field.strip()
        quoted = QUOTED.fullmatch(name)
        if quoted:
            name = quoted.group(1).replace('""', '"').strip()
            # A name may be broken, but it does not swallow a row.
            if delimiter in name and re.search(r"[\r\n]", name):
                raise _quote_error()
        elif '"' in name:
            raise _quote_error()
        names.append(name)
    if not any(names):
        raise CsvError("has no header: its first line must name the columns")
    return Layout(delimiter, names, bool(text[record.end() :].strip()) or not is_whole)


def _quote_error() -> CsvError:
    return CsvError(
        "has a header with a quote that is not closed, or not opened: correct its "
        "first line"
    )


def _fields(header: str, delimiter: str) -> list[str]:
    field = re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{re.escape(delimiter)}])*+')
    fields = []
    place = 0
    while place <= len(header):
        found = field.match(header, place)
        fields.append(found.group())
        place = found.end() + 1
    return fields


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """Open a file, unpacked if its name ends in .gz or .zst.

    Raises
    ------
    OSError, EOFError, zlib.error
        If it is not what its name says, or cut off; perhaps only when it is read.
    """
    suffix = file.suffix.lower()
    if suffix in ZSTD:
        # It takes a third of a second to import.
        import pyarrow

        with pyarrow.input_stream(str(file), compression="zstd") as stream:
            yield stream
    else:
        with (gzip.open if suffix in GZIP else Path.open)(file, "rb") as stream:
            yield stream


def is_packed(file: Path) -> bool:
    """Return whether the name says that a file is compressed."""
    return file.suffix.lower() in GZIP + ZSTD


def first_bytes(file: Path) -> bytes:
    """Return the unpacked start of a file.

    Raises
    ------
    CsvError
        If the bytes are of another kind of file.
    OSError, EOFError, zlib.error
        If it cannot be read.
    """
    with opened(file) as stream:
        start = stream.read(START)
    for mark, advice in OTHER_KINDS.items():
        if start.startswith(mark):
            raise CsvError(advice)
    return start


def decoded_start(start: bytes, errors: str = "strict") -> str:
    """Return the text of the first bytes of a file; a cut character is left out.

    Parameters
    ----------
    start : as returned by first_bytes.
    errors : what to do about bytes that are not UTF-8, as for ``bytes.decode``.

    Raises
    ------
    UnicodeDecodeError
        If they are not UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    return decoder.decode(start, final=len(start) < START)


def copy_as_utf8(file: Path, copy: Path) -> str | None:
    """Write an unpacked copy in UTF-8 and return what was mended, or None.

    UTF-16 is known by its mark. What is not UTF-8 either is Windows' code page cp1252,
    if most of the odd bytes are letters there, or single damaged characters, which
    become U+FFFD.

    Parameters
    ----------
    file : perhaps compressed.
    copy : path of the copy; its folder exists.

    Raises
    ------
    OSError, EOFError, zlib.error
        If the file cannot be read to its end.
    """
    with opened(file) as stream:
        mark = stream.read(2)
    if mark in UTF16_MARKS:
        _recode(file, copy, "utf-16", "replace")
        return None
    odd, letters, others = 0, 0, 0

    def count(error: UnicodeError) -> tuple[str, int]:
        nonlocal odd, letters
        bad = error.object[error.start : error.end]
        odd += len(bad)
        letters += sum(byte in CP1252 for byte in bad)
        return "\ufffd" * len(bad), error.end

    codecs.register_error("strata_count", count)
    decoder = codecs.getincrementaldecoder("utf-8")("strata_count")
    with opened(file) as stream, copy.open("wb") as target:
        while chunk := stream.read(START):
            text = decoder.decode(chunk)
            others += len(text) - len(text.encode("ascii", "ignore"))
            target.write(text.encode())
        target.write(decoder.decode(b"", final=True).encode())
    if not odd:
        return None
    if letters * 2 > odd and odd * 2 > others:
        _recode(file, copy, "cp1252", "replace")
        return (
            "is not UTF-8 and was read as cp1252 (Windows); save it as UTF-8 if "
            "accented letters come out wrong"
        )
    return (
        f"has {odd:,} byte(s) that are not UTF-8; each became the character � in its "
        "value"
    )


def _recode(file: Path, copy: Path, encoding: str, errors: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with opened(file) as stream, copy.open("wb") as target:
        while chunk := stream.read(START):
            target.write(decoder.decode(chunk).encode())
        target.write(decoder.decode(b"", final=True).encode())
