"""What a csv file is: delimiter, header, compression and encoding."""

import csv
import gzip
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strata.csv_files import (
    DELIMITERS,
    CsvError,
    copy_as_utf8,
    csv_layout,
    first_bytes,
)

NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"'), min_size=1
).map(str.strip)


@pytest.mark.parametrize(
    ("start", "delimiter", "names"),
    [
        ("id;a,b;c\n1,2,3,4\n", ";", ["id", "a,b", "c"]),
        ('id,"Note; a; b; c",x\n', ",", ["id", "Note; a; b; c", "x"]),
        ('id,"Order\nnumber",x\n1,2,3\n', ",", ["id", "Order\nnumber", "x"]),
        (' "id" ,\t"a ""b""" ,c \r\n', ",", ["id", 'a "b"', "c"]),
        ("\ufeffid\tb\t\r1\r", "\t", ["id", "b", ""]),
        ("id", "\t", ["id"]),
    ],
)
def test_the_header_says_delimiter_and_names(start, delimiter, names):
    layout = csv_layout(start)
    assert (layout.delimiter, layout.names) == (delimiter, names)


@given(
    names=st.lists(NAMES.filter(bool), min_size=3, max_size=6),
    delimiter=st.sampled_from(DELIMITERS),
)
def test_a_header_that_is_written_as_csv_is_read_as_csv(names, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerow(names)
    layout = csv_layout(text.getvalue() + "1\n")
    assert (layout.delimiter, layout.names) == (delimiter, names)


@pytest.mark.parametrize(
    ("start", "has_more"),
    [("id,b\n", False), ("id,b", False), ("id,b\n\n \r\n", False), ("id,b\n1", True)],
)
def test_whether_lines_follow_the_header(start, has_more):
    assert csv_layout(start).has_more is has_more
    assert csv_layout(start, is_whole=False).has_more


@pytest.mark.parametrize(
    "header",
    [
        'id,"name,city',
        'id,name",city',
        'id,na"me,city',
        'id,"name"x,city',
        'id,"name,city\n1,"Ana",Rome',
        'id,"name,city\n1,"",Rome',
        '"id,name,city\n1,Ana,"Rome"\n2,"Bo",Oslo',
    ],
)
def test_a_header_with_a_quote_too_few_is_an_error_without_values(header):
    with pytest.raises(CsvError, match="header with a quote") as error:
        csv_layout(header + "\n1,Ana,Rome\n")
    assert "Ana" not in str(error.value)


@pytest.mark.parametrize(
    ("start", "words"),
    [("\n1,2\n", "no header"), (" , ,\n", "no header"), ("i\0d\n", "is no csv")],
)
def test_what_is_no_header_is_told(start, words):
    with pytest.raises(CsvError, match=words):
        csv_layout(start)


@pytest.fixture
def copied(tmp_path):
    """Return a function that copies bytes and returns note and text of the copy."""

    def copy(content, name="a.csv"):
        file, target = tmp_path / name, tmp_path / "copy"
        file.write_bytes(content)
        return copy_as_utf8(file, target), target.read_bytes().decode()

    return copy


TEXT = "id,name\n1,Zoé\n2,l’été\n3,Œuvre 5 €\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_text_needs_no_word(copied, encoding):
    note, text = copied(TEXT.encode(encoding))
    assert (note, text.removeprefix("\ufeff")) == (None, TEXT)


def test_windows_text_is_recognised(copied):
    note, text = copied(TEXT.encode("cp1252"))
    assert text == TEXT
    assert "cp1252" in note


@pytest.mark.parametrize("encoding", ["cp850", "mac-roman"])
def test_other_text_of_one_byte_is_not_taken_for_windows(copied, encoding):
    text = TEXT.replace("’", "'").replace("Œ", "O").replace("€", "E")
    note, copy = copied(text.encode(encoding))
    assert "3 byte(s) that are not UTF-8" in note
    assert copy == text.replace("é", "�")


def test_a_damaged_byte_among_utf_8_costs_itself_alone(copied):
    note, text = copied(TEXT.encode() + b"4,a\xe9b\n")
    assert text == TEXT + "4,a�b\n"
    assert "1 byte(s)" in note


def test_a_character_over_two_chunks_is_whole(copied, monkeypatch):
    monkeypatch.setattr("strata.csv_files.START", 5)
    assert copied(TEXT.encode()) == (None, TEXT)


def packed(name):
    if name.lower().endswith(".gz"):
        return gzip.compress(TEXT.encode() * 99, mtime=0)
    buffer = pa.BufferOutputStream()
    with pa.CompressedOutputStream(buffer, "zstd") as stream:
        stream.write(TEXT.encode() * 99)
    return buffer.getvalue().to_pybytes()


@pytest.mark.parametrize("name", ["a.csv.gz", "A.CSV.GZ", "a.csv.zst"])
def test_packed_files_are_unpacked_to_their_end(copied, name):
    assert copied(packed(name), name) == (None, TEXT * 99)
    with pytest.raises((OSError, EOFError)):
        copied(packed(name)[:-9], name)


@pytest.mark.parametrize(
    ("start", "words"),
    [(b"PK\x03\x04", "workbook or an archive"), (b"\x1f\x8b", "add .gz")],
)
def test_other_kinds_of_files_are_told(tmp_path, start, words):
    file = tmp_path / "a.csv"
    file.write_bytes(start + bytes(9))
    with pytest.raises(CsvError, match=words):
        first_bytes(file)
