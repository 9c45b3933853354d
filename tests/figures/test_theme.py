from itertools import combinations

import numpy as np
import pytest

from playground.figures.theme import (
    INK,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    WORD_COLORS,
    WORD_SYMBOLS,
    templates,
    word_color,
    word_symbol,
)
from playground.model.layers import LAYERS

# Machado, Oliveira and Fernandes (2009), severity 1, applied to linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1, 1.08883])
PAGES = {"light": "#FFFFFF", "dark": "#0E1117"}


def linear_rgb(color):
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(color, eyes):
    """CIE L*a*b* of a colour as those eyes see it."""
    relative = TO_XYZ @ np.clip(np.array(EYES[eyes]) @ linear_rgb(color), 0, 1) / WHITE
    f = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other, eyes):
    return float(np.linalg.norm(lab(one, eyes) - lab(other, eyes)))


def contrast(one, other):
    """WCAG's contrast ratio."""
    dark, light = sorted(TO_XYZ[1] @ linear_rgb(color) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_difference_knows_black_from_white():
    assert difference("#000000", "#FFFFFF", "deuteranopia") == pytest.approx(100, abs=0.1)
    assert difference("#FF0000", "#00B000", "normal") > 3 * difference("#C00000", "#6B6B00", "protanopia")


@pytest.mark.parametrize("eyes", EYES)
def test_no_two_word_colours_look_alike_to_any_eyes(eyes):
    differences = {pair: difference(*pair, eyes) for pair in combinations(WORD_COLORS, 2)}
    pair = min(differences, key=differences.get)
    assert differences[pair] > 8, pair


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("color_scheme", PAGES)
def test_negative_zero_and_positive_weights_look_different_to_any_eyes(color_scheme, eyes):
    for pair in combinations((NEGATIVE, NEUTRAL[color_scheme], POSITIVE), 2):
        assert difference(*pair, eyes) > 30, pair


@pytest.mark.parametrize("color_scheme", PAGES)
def test_words_stand_out_from_the_page(color_scheme):
    assert all(contrast(color, PAGES[color_scheme]) > 2 for color in WORD_COLORS)
    assert contrast(INK[color_scheme], PAGES[color_scheme]) > 7


def test_a_word_keeps_its_colour_and_no_two_of_forty_look_the_same():
    looks = [(word_color(word), word_symbol(word)) for word in range(len(WORD_COLORS) * len(WORD_SYMBOLS))]
    assert len(set(looks)) == len(looks) >= 40
    assert (word_color(len(looks)), word_symbol(len(looks))) == looks[0]


def test_the_scale_of_weights_has_no_colour_at_0():
    for color_scheme, template in templates().items():
        ((low, _), (middle, neutral), (high, _)) = template["data"]["heatmap"][0]["colorscale"]
        assert (low, middle, high) == (0, 0.5, 1)
        assert neutral == NEUTRAL[color_scheme]


def test_what_is_above_zero_is_green_and_what_is_below_is_brown():
    red, green, _ = linear_rgb(POSITIVE)
    assert green > 3 * red
    red, green, blue = linear_rgb(NEGATIVE)
    assert red > green > blue


def test_a_colour_says_one_thing():
    said = [*WORD_COLORS, NEGATIVE, POSITIVE, *(layer.color for layer in LAYERS.values())]
    assert min(difference(one, other, "normal") for one, other in combinations(said, 2)) > 8
