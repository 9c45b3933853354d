"""A guess is compared with the truth as SciPy compares shapes, and with guesses made at random."""

import numpy as np
import pytest
from scipy.spatial import procrustes

from playground import Experiment, limits, train
from playground.analysis.many_starts import aligned, end
from playground.analysis.placing import GUESSES, no_placing, score
from playground.figures.panels.placing import beside, plane, reach

HISTORY = train(Experiment(steps=100, layer="embedding"))
TRUTH, START = end(HISTORY).vectors, HISTORY.embedding.vectors[0]


def turned(places, angle, factor=1.0, mirrored=False):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return factor * (places * ([-1, 1] if mirrored else [1, 1])) @ turn + [3, -2]


@pytest.mark.parametrize("seed", range(5))
def test_the_squares_that_remain_are_scipys_disparity(seed):
    guess = np.random.default_rng(seed).normal(size=TRUTH.shape)
    _, _, disparity = procrustes(TRUTH.astype(float), guess)
    extent = ((TRUTH - TRUTH.mean(0, dtype=float)) ** 2).sum()
    remaining = ((aligned(guess, TRUTH, scaled=True) - TRUTH) ** 2).sum()
    assert remaining / extent == pytest.approx(disparity, rel=1e-6)
    found = score(guess, TRUTH, START)
    np.testing.assert_allclose(found.places, aligned(guess, TRUTH, scaled=True))
    assert found.mean == pytest.approx(np.hypot(*(found.places - TRUTH).T).mean())


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_right_arrangement_is_right_however_it_is_turned_and_stretched(mirrored):
    found = score(turned(TRUTH, 1.0, 0.2, mirrored), TRUTH, START)
    assert found.mean < 1e-5 < found.random < found.places.std() * 4
    assert found.beaten == GUESSES and found.of_start > 0


def test_half_of_the_random_guesses_are_nearer_than_their_middle_and_half_are_not():
    """Another thousand guesses, made here, come out as the thousand that a guess is told about."""
    drawn = np.random.default_rng(99).normal(size=(400, *TRUTH.shape))
    shares = [score(guess, TRUTH, START).mean for guess in drawn[:8]]
    random = score(TRUTH, TRUTH, START).random
    others = [np.hypot(*(aligned(guess, TRUTH, scaled=True) - TRUTH).T).mean() for guess in drawn]
    assert np.median(others) == pytest.approx(random, rel=0.05)
    np.testing.assert_allclose(shares, others[:8])


def test_the_start_left_as_it_is_counts_as_the_start():
    found = score(START, TRUTH, START)
    assert found.mean == found.of_start


def test_all_words_in_one_place_are_in_their_middle():
    found = score(np.ones_like(TRUTH), TRUTH, START)
    np.testing.assert_allclose(found.places, np.broadcast_to(TRUTH.mean(0, dtype=float), TRUTH.shape), atol=1e-6)


def test_it_is_told_in_numbers_and_names_the_word_that_is_furthest_off():
    guess = TRUTH.copy()
    guess[3] += 5
    found = score(guess, TRUTH, START)
    told = found.told(HISTORY.short_words)
    assert f"{found.mean:.2f} from where training put them" in told and f"{found.beaten:,} of 1,000" in told
    assert told.endswith(f"The furthest off is “{HISTORY.words[3]}”.")


def test_only_a_few_words_of_two_dimensions_can_be_placed():
    assert no_placing(Experiment()) == ""
    assert "Dimension to 2" in no_placing(Experiment(dimension=3))
    many = " ".join(f"w{number}" for number in range(limits.PLACED + 1))
    assert f"at most {limits.PLACED}" in no_placing(Experiment(text=many))


def test_the_plane_shows_the_words_where_they_are_and_nothing_of_the_end():
    edge = reach(START)
    [marks] = plane(HISTORY.short_words, START.tolist(), edge, "light").data
    np.testing.assert_allclose(np.array([marks.x, marks.y]).T, START)
    assert edge == pytest.approx(1.5 * np.abs(START).max()) and reach(np.zeros((2, 2))) == 1
    assert list(marks.text) == list(HISTORY.short_words)


def test_each_word_has_a_line_from_guess_to_truth():
    found = score(START, TRUTH, START)
    lines, guess, truth = beside(HISTORY.short_words, found, "dark").data
    ways = np.array([lines.x, lines.y], float).T.reshape(-1, 3, 2)
    np.testing.assert_allclose(ways[:, 0], found.places)
    np.testing.assert_allclose(ways[:, 1], TRUTH)
    assert np.isnan(ways[:, 2]).all()
    np.testing.assert_allclose(np.array([guess.x, guess.y]).T, found.places)
    np.testing.assert_allclose(np.array([truth.x, truth.y]).T, TRUTH)
    assert guess.hovertext[0].endswith(f"{found.distances[0]:.2f} away")
