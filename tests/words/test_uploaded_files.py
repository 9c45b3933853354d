import codecs
import csv
import io
import pickle
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.lib import format as npy

from playground import limits
from playground.words.array_files import array
from playground.words.encodings import ENCODINGS
from playground.words.tables import columns
from playground.words.text_files import Unreadable, decode, newlines, read

MILLION = 1_000_000
MEMORY = 100 * MILLION
VERSIONS = [(1, 0), (2, 0), (3, 0)]

# Texts without the control characters that tell other files from texts.
VISIBLE = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff")
TEXTS = st.text(VISIBLE, min_size=1).filter(str.strip)
LATIN = st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), min_size=2).filter(str.strip)
STARTS = [b"", b"\x93NUMPY\x01\x00", b"\x93NUMPY\x02\x00", b"\xff\xfe", b"\xfe\xff", codecs.BOM_UTF8, b"PK\x03\x04"]
DATA = st.tuples(st.sampled_from(STARTS), st.binary()).map(b"".join)


def refusal(function, source_matrix):
    with pytest.raises(Unreadable) as caught:
        function(source_matrix)
    return str(caught.value)


def peak(function, *arguments):
    """The most memory that a call takes, in bytes."""
    tracemalloc.start()
    try:
        function(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# Texts


@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
@settings(max_examples=300, deadline=None)
def test_a_text_in_any_unicode_encoding_is_read(text, encoding):
    assert decode(text.encode(encoding)) == text


@given(TEXTS, st.sampled_from([("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)]))
@settings(max_examples=100, deadline=None)
def test_a_mark_tells_the_order_of_the_bytes(text, encoding_and_mark):
    encoding, mark = encoding_and_mark
    assert decode(mark + text.encode(encoding)) == text


@given(LATIN, st.sampled_from(["utf-16-le", "utf-16-be"]))
@settings(max_examples=100, deadline=None)
def test_zero_bytes_tell_the_order_where_there_is_no_mark(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_other_alphabets_are_read_without_a_mark(encoding):
    text = "Привет, мир! Ça va? 我爱你。\nΚαλημέρα κόσμε\n" * 3
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_an_old_western_text_is_read(encoding):
    text = "Où est le café? In Köln, señor."
    assert decode(text.encode(encoding)) == text


def test_a_japanese_mail_is_read():
    assert decode("単語\n猫".encode("iso2022_jp")) == "単語\n猫"


def test_a_letter_cut_in_half_at_the_end_is_no_other_encoding():
    reading = read("café\nthé".encode()[:-1])
    assert (reading.text, reading.encoding) == ("café\nth�", "utf-8")
    assert "in line 2" in reading.remarks[0]


def test_a_byte_that_the_encoding_does_not_know_is_said_and_seen():
    reading = read("Où est le café\x81 ?".encode("latin-1"))
    assert reading.text == "Où est le café� ?"
    assert any("in line 1" in remark for remark in reading.remarks)


CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(
    ("name", "encoding", "text", "remark"),
    [
        ("15_excel_zh_gbk.csv", "gb18030", "猫", "Chinese"),
        ("15d_utf8_with_one_bad_byte.txt", "utf-8", "café crème", "1 place is no UTF-8 (in line 1)"),
        ("31_quotes_windows1252.txt", "cp1252", "“Tea” is what the captain’s cat drinks—", "Windows-1252"),
        ("14_excel_unicode_text_utf16le.txt", "utf-16", "café", ""),
    ],
)
def test_files_as_people_have_them_are_read_right_and_what_was_guessed_is_said(name, encoding, text, remark):
    reading = read((CASES / name).read_bytes())
    assert text in reading.text
    assert reading.encoding == encoding
    assert remark in " ".join(reading.remarks)
    assert bool(reading.remarks) is bool(remark)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Привет, мир!"),
        ("cp1251", "кошка спит . собака ест"),
        ("koi8_r", "кошка спит . собака ест"),
        ("cp1252", "Straße Bär Müller déjà vu"),
        ("cp932", "猫が寝る。犬が走る。"),
        ("cp949", "고양이가 잔다 개가 달린다"),
        ("gb18030", "猫睡觉 狗跑步 鱼游泳"),
        ("big5", "貓睡覺 狗跑步 天空是藍色的"),
        ("cp1253", "η γάτα κοιμάται"),
        ("cp1256", "القطة تنام على السرير"),
        ("cp1251", "СЛОВО;ЧИСЛО\nКОШКА;1\n"),
        ("cp866", "слово;число\nкошка;1\n"),
        ("cp1250", "słowo;liczba\nżółw;1\nłódź;2\n"),
        ("cp1250", "slovo;číslo\nkočka;1\npříliš;2\n"),
        ("cp1254", "kelime;sayı\nışık;1\nşeker;2\n"),
        ("cp1257", "žodis;1\nčia;2\nąžuolas;3\n"),
        ("cp1252", "ord;n\næble;1\nøl;2\nå;3\n"),
        ("cp1252", "palavra\nmaçã\ncoração\n"),
        ("cp1252", "é\nà\n"),
        ("cp1252", "10\u00a0% of cats"),
        ("cp1255", "מילה;מספר\nחתול;1\nכלב;2\n"),
        ("cp1256", "كلمة;عدد\nقطة;1\n"),
        ("cp874", "คำ;จำนวน\nแมว;1\nหมา;2\n"),
        ("gb18030", "词\n猫\n"),
        ("big5", "詞,數\n貓,1\n狗,2\n"),
        ("cp932", "単語,数\n猫,1\n犬,2\n"),
        ("euc_jp", "単語,数\n猫が寝る,1\n"),
        ("cp949", "단어,수\n고양이,1\n개,2\n"),
        ("mac_roman", "café;é\nnaïve;1\n"),
        ("cp850", "Größe;1\nfür;2\n"),
    ],
)
def test_old_encodings_are_told_apart_by_a_line(encoding, text):
    reading = read(text.encode(encoding))
    assert (reading.text, reading.encoding) == (text, encoding)
    assert "which is a guess" in reading.remarks[0]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_can_be_chosen(encoding):
    text = "a cat"
    assert read(text.encode(encoding), encoding).text == text


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"))


@given(st.text(LETTERS, min_size=8), st.integers(0), st.integers(128, 255))
def test_a_byte_that_breaks_a_utf8_text_is_said_or_the_text_is_still_utf8(text, place, byte):
    data = bytearray(("été " * 5 + text).encode("utf-8"))
    data[place % len(data)] = byte
    try:
        reading = read(bytes(data))
    except Unreadable:
        return  # said as well
    try:
        assert reading.text == newlines(bytes(data).decode("utf-8"))
    except UnicodeDecodeError:
        assert reading.remarks


def test_an_old_windows_text_has_its_quotation_marks_and_euros():
    text = "“5 €” – don’t…"
    assert decode(text.encode("cp1252")) == text


def test_lines_end_with_a_newline_character():
    assert decode(b"a\r\nb\rc\nd\r\n") == "a\nb\nc\nd\n"


def test_a_text_may_begin_as_other_files_do():
    assert decode(b"GIF89a is a format.") == "GIF89a is a format."


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "text")  # of 1980: the same bytes in every process
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b" \r\n\t", "only blanks"),
        (codecs.BOM_UTF8, "only blanks"),
        (b"a" * (limits.UPLOAD + 1), "10,000,001 bytes; the limit is 10,000,000"),
        (zipped(), "ZIP"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"%PDF-1.7\n%\xb5\xb5", "PDF"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00", "doesn't contain text"),
        (b"\x00" * 100, "doesn't contain text"),
        (bytes(range(256)), "doesn't contain text"),
        (bytes(range(1, 256)), "doesn't contain text"),
        (np.random.default_rng(0).bytes(5_000), "doesn't contain text"),
        (np.random.default_rng(0).bytes(5_001), "doesn't contain text"),
        (np.arange(300, dtype="<i2").tobytes(), "doesn't contain text"),
        (np.linspace(0, 1, 300, dtype="<f4").tobytes(), "doesn't contain text"),
        (pickle.dumps([1, "text"]), "doesn't contain text"),
    ],
    ids=lambda value: ascii(value[:12]),
)
def test_what_is_no_text_is_refused(data, sentence):
    assert sentence in refusal(decode, data)


@given(DATA)
@settings(max_examples=1_000, deadline=None)
def test_any_bytes_are_a_text_or_are_refused_with_a_sentence(data):
    try:
        text = decode(data)
    except Unreadable as error:
        assert str(error).endswith(".")
    else:
        assert text.strip()
        assert "\r" not in text and "\0" not in text
        text.encode()


# Tables


def table_of(rows, **options):
    file = io.StringIO(newline="")
    csv.writer(file, **options).writerows(rows)
    return file.getvalue()


CELLS = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=8)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    return [f"name{index}" for index in range(width)], rows


@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=300, deadline=None)
def test_a_table_is_read_as_it_was_written(table, separator, newline):
    header, rows = table
    text = table_of([header, *rows], delimiter=separator, lineterminator=newline, quoting=csv.QUOTE_ALL)
    assert columns(text, heading=True) == dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


@pytest.mark.parametrize("separator", list(",;\t|"))
def test_what_separates_the_fields_is_found_out(separator):
    rows = [["id", "text"], ["1", "a"], ["2", "don't"], ["3", "x y"]]
    assert columns(table_of(rows, delimiter=separator)) == {"id": ["1", "2", "3"], "text": ["a", "don't", "x y"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,text\n1,a\n", {"id": ["1"], "text": ["a"]}),
        ("\ufeffid,text\r\n1,a\r\n", {"id": ["1"], "text": ["a"]}),
        ('id;text\n1;"a, b; c"\n2;a, b', {"id": ["1", "2"], "text": ["a, b; c", "a, b"]}),
        ("text\nI love you, you love me\nyes; no", {"text": ["I love you, you love me", "yes; no"]}),
        ('"a,b"\n"x\ny"\nz', {"a,b": ["x\ny", "z"]}),
        (",text,\n0,a,b", {"column 1": ["0"], "text": ["a"], "column 3": ["b"]}),
        ("x,x,x 2,x\n1,2,3,4", {"x": ["1"], "x 2": ["2"], "x 2 2": ["3"], "x 3": ["4"]}),
        ("x,y\n1\n\n2,3", {"x": ["1", "2"], "y": ["", "3"]}),
        ("x,y\n1,2\n1,2,3", {"x": ["1", "1"], "y": ["2", "2"], "column 3": ["", "3"]}),
    ],
)
def test_a_table_has_a_column_for_each_name(text, expected):
    assert columns(text, heading=True) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no rows"),
        ("\n\n", "no rows"),
        ("id,text\n", "only one row, id, text"),
        ("id,text\n1,\0", "characters that are not text"),
        ('id,text\n1,"' + "a" * 200_000, "longer than 131,072 characters"),
        (",".join(["x"] * 1_001) + "\n1", "1,001 columns; the limit is 1,000"),
        (",".join(["x"] * MILLION) + "\n1", "too many columns"),
        ("x,y\n" + ",".join(["1"] * MILLION), "too many columns"),
        (",".join(["x"] * limits.TABLE_COLUMNS) + "\n" + "1\n" * 10_000, f"more than {limits.TABLE_CELLS:,} cells"),
    ],
    ids=lambda value: value[:12],
)
def test_what_is_no_table_is_refused(text, sentence):
    assert sentence in refusal(columns, text)


@pytest.mark.parametrize("separator", list(",;\t|"))
def test_a_million_columns_take_little_memory_to_refuse(separator):
    text = separator.join(["1.25"] * MILLION)
    assert peak(refusal, columns, text) < MEMORY
    assert peak(refusal, columns, f"x{separator}y\n{text}") < MEMORY


@given(DATA | st.lists(st.sampled_from([b"a", b",", b";", b'"', b"\n", b"\r", b"\t", b"|", b" "])).map(b"".join))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_a_table_or_are_refused_with_a_sentence(data):
    try:
        table = columns(decode(data))
    except Unreadable as error:
        assert str(error).endswith(".")
    else:
        assert len({len(column) for column in table.values()}) == 1
        assert all(name and isinstance(name, str) for name in table)


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_table_or_is_refused_with_a_sentence(text):
    try:
        assert columns(text)
    except Unreadable as error:
        assert str(error).endswith(".")
        str(error).encode()


# Matrices


def saved(matrix, version=None, **options):
    file = io.BytesIO()
    npy.write_array(file, matrix, version, **options)
    return file.getvalue()


def with_header(header, rest=b""):
    header = header if isinstance(header, str) else repr(header)
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode("latin-1") + rest


def header_of(shape, descr="<f4", fortran_order=False):
    return {"descr": descr, "fortran_order": fortran_order, "shape": shape}


@given(
    arrays(
        st.sampled_from(["<f4", ">f4", "<f2", ">f2", "<f8", ">f8", "i1", "u1", "<i4", ">i8", "<u2", "?"]),
        st.tuples(st.integers(1, 5), st.integers(1, 5)),
        elements={"min_value": 0, "max_value": 1},
    ),
    st.sampled_from(VERSIONS),
    st.sampled_from("CF"),
)
@settings(max_examples=300, deadline=None)
def test_a_matrix_of_any_type_version_and_order_is_read(matrix, version, order):
    rows = array(saved(np.asarray(matrix, order=order), version))
    assert rows.dtype == np.float32
    assert rows.flags.c_contiguous
    assert (rows == matrix.astype(np.float32)).all()


@pytest.mark.parametrize("order", "CF")
def test_a_matrix_of_np_save_is_read(order):
    file = io.BytesIO()
    np.save(file, np.array([[1, 2, 3], [4, 5, 6]], order=order))
    assert array(file.getvalue()).tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_matrix_that_was_cut_off_is_refused(version):
    data = saved(np.ones((2, 3), dtype=np.float32), version)
    for length in range(len(data)):
        assert refusal(array, data[:length]).endswith(".")
    assert "bytes follow" in refusal(array, data + b"\0")


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        (np.ones(3), "shape is (3)"),
        (np.ones(()), "shape is ()"),
        (np.ones((1, 2, 3)), "shape is (1, 2, 3)"),
        (np.ones((0, 3)), "0 rows of 3 numbers"),
        (np.ones((3, 0)), "3 rows of 0 numbers"),
        (np.ones((1, 1_025)), "1 row of 1,025 numbers"),
        (np.ones((2, 2), dtype=complex), "type <c16"),
        (np.array([["a", "b"]]), "type <U1"),
        (np.array([[b"a"]]), "type |S1"),
        (np.zeros((2, 2), dtype="M8[s]"), "type <M8[s]"),
        (np.zeros((2, 2), dtype=[("x", "<f4"), ("descr", "<f4")]), "one matrix of numbers"),
        (np.array([[1, 2, 3], [4, np.nan, 6]]), "Row 2, column 2 is nan"),
        (np.array([[1, -np.inf, 3], [4, 5, 6]], order="F"), "Row 1, column 2 is -inf"),
        (np.array([[1, 2], [1e39, 0]]), "Row 2, column 1 is 1e+39, too large"),
    ],
)
def test_an_array_that_is_no_matrix_is_refused(matrix, sentence):
    assert sentence in refusal(array, saved(matrix))


@pytest.mark.parametrize(
    "header",
    [
        header_of((10**12, 1)),
        header_of((10**12, 256)),
        header_of((10**30, 10**30)),
        header_of((2**62, 4)),
        header_of((-1, 4)),
        header_of((1.5, 4)),
        header_of((2, 3)),
        header_of((1, 1), "<f3"),
        header_of((1, 1), "f0"),
        header_of((1, 1), "<f99"),
        header_of((1, 1), "b8"),
        header_of((1, 1), ["<f4"]),
        header_of((1, 1), fortran_order=2),
        {"descr": "<f4", "shape": (1, 1)},
        {"descr": "<f4", "fortran_order": False},
        {},
        "",
        "(" * 9_000,
        "-" * 9_000 + "1",
        "{'descr': " * 900,
        "{'shape': (" + "9" * 9_000 + ", 1), 'descr': '<f4', 'fortran_order': False}",
        "__import__('os').abort()",
    ],
    ids=lambda header: ascii(str(header)[:40]),
)
def test_a_header_that_lies_costs_nothing(header):
    data = with_header(header, b"\0\0\0\0")
    assert refusal(array, data).endswith(".")
    assert peak(refusal, array, data) < MILLION


def test_a_header_that_states_its_own_length_wrongly_is_refused():
    assert "damaged" in refusal(array, b"\x93NUMPY\x02\x00\xff\xff\xff\xff")
    assert "damaged" in refusal(array, b"\x93NUMPY\x02\x00" + (MILLION).to_bytes(4, "little") + b"{" * MILLION)
    assert "version" in refusal(array, b"\x93NUMPY\x09\x00\x10\x00")


@pytest.mark.parametrize("kind", "biufc?OSUVmM")
def test_no_type_that_a_header_may_name_raises_anything_else(kind):
    for order in ("", "<", ">", "|", "="):
        for size in ("", "[s]", *range(100)):
            data = with_header(
                header_of((1, 1), f"{order}{kind}{size}"), b"\0" * (size if isinstance(size, int) else 1)
            )
            try:
                assert array(data).tolist() == [[0]]
            except Unreadable as error:
                assert str(error).endswith(".")


UNPICKLED = []


class Trap:
    """Leaves a trace when it is unpickled."""

    def __reduce__(self):
        return UNPICKLED.append, (1,)


def test_python_objects_are_refused_and_never_loaded():
    matrix = np.array([[Trap()]], dtype=object)
    data = saved(matrix, allow_pickle=True)
    assert "Python objects" in refusal(array, data)
    for pickled in (pickle.dumps(matrix), pickle.dumps(Trap())):
        assert "not a .npy file" in refusal(array, pickled)
        assert "doesn't contain text" in refusal(decode, pickled)
    assert not UNPICKLED


def test_files_that_are_no_npy_files_are_refused():
    assert "empty" in refusal(array, b"")
    assert "not a .npy file" in refusal(array, b"1 2\n2 2")
    assert "not a .npy file" in refusal(array, zipped())
    assert "the limit is 10,000,000" in refusal(array, saved(np.zeros((10_000, 256))))


NPY = st.builds(
    with_header,
    st.builds(
        header_of,
        st.tuples(st.integers(-1, 5), st.integers(-1, 300)) | st.tuples(st.integers()),
        st.sampled_from(["<f4", ">f8", "|O", "<f2", "|b1", "<U3", "<i3", "<f16", "|i1"]) | st.text(max_size=5),
        st.booleans(),
    ).map(lambda header: repr(header).encode("latin-1", "replace").decode("latin-1")),
    st.binary(max_size=64),
)


@given(DATA | NPY)
@settings(max_examples=1_000, deadline=None)
def test_any_bytes_are_a_matrix_or_are_refused_with_a_sentence(data):
    try:
        rows = array(data)
    except Unreadable as error:
        assert str(error).endswith(".")
    else:
        assert rows.ndim == 2 and rows.dtype == np.float32
        assert np.isfinite(rows).all()
