"""How a run is looked at is in the address, and comes back from it."""

from hypothesis import given
from hypothesis import strategies as st

from playground.experiment.links import from_query
from playground.experiment.views import NAMES, Place, PlaneChoice, View, view_from_query

PLACES = st.builds(Place, st.none() | st.integers(0, 10_000), st.integers(0, 3), st.text())


PLANES = st.builds(PlaneChoice, st.text(min_size=1), st.text(), st.text())
HIDDEN = st.lists(st.text(min_size=1).filter(lambda name: "," not in name)).map(tuple)


@given(st.builds(View, st.text(), st.booleans(), st.booleans(), st.booleans(), PLANES, HIDDEN, PLACES))
def test_a_view_comes_back_from_its_address(view):
    query = view.to_query()
    assert query.keys() <= set(NAMES)
    assert view_from_query(query) == (view, [])


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20)))
def test_any_address_gives_a_view_and_disturbs_no_recipe(query):
    view, notices = view_from_query(query)
    assert view.place.step is None or view.place.step >= 0
    assert all(notice.endswith("It was ignored.") for notice in notices)
    assert from_query(query)[1] == []


def test_the_first_visit_needs_nothing():
    assert View().to_query() == {}
