"""A recipe file holds all that an address says, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment import recipe_files


@given(st.dictionaries(st.text(), st.text()))
def test_what_is_written_is_read(query):
    assert recipe_files.read(recipe_files.write(query)) == query


@given(st.binary(max_size=200))
def test_another_file_is_refused_with_a_sentence(data):
    with pytest.raises(ValueError, match="no recipe file"):
        recipe_files.read(data)


def test_a_file_of_a_newer_version_is_said_to_be():
    with pytest.raises(ValueError, match="newer version"):
        recipe_files.read(recipe_files.write({"seed": "1"}).replace(b'"version": 1', b'"version": 2'))


@pytest.mark.parametrize("recipe", ["[]", '{"seed": 1}', "null"])
def test_a_recipe_is_texts_by_name(recipe):
    data = recipe_files.write({}).replace(b'"recipe": {}', f'"recipe": {recipe}'.encode())
    with pytest.raises(ValueError, match="no recipe file"):
        recipe_files.read(data)


def test_half_a_character_is_a_question_mark():
    data = recipe_files.write({"text": "a \ud800 \U0001f600", "\udfff": ""})
    assert recipe_files.read(data) == {"text": "a ? \U0001f600", "?": ""}
    assert recipe_files.read(data.replace(rb"\ud800", b"\xed\xa0\x80"))["text"] == "a ? \U0001f600"
