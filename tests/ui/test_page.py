"""The page without a browser: every control changes the recipe and the address, and a bad value never breaks it.

AppTest does not run the player's JavaScript; tests/browser does.
"""

import random

import pytest

from playground import Experiment
from playground.experiment.experiment import FIELDS
from playground.experiment.fields import OPTIONS
from playground.experiment.links import to_query
from playground.ui.widgets.markdown import plain
from playground.words.example_texts import CORPORA
from tests.ui.opened import BOXES, CHANGED, address, assert_whole, choices_for, control, opened, said, shown

MARKUP = ["<script>alert(1)</script>", "**bold**", "$x$", "[x](y)", ":red[hot]"]


def test_the_first_visit_shows_the_default_run_and_says_nothing_is_wrong():
    page = opened()
    assert_whole(page)
    assert shown(page) == Experiment()
    assert not page.error and not page.warning and not page.info
    assert "player" in [getattr(element, "key", None) for element in page.main]


@pytest.mark.parametrize("name", CORPORA)
def test_every_example_fills_in_its_recipe(name: str):
    page = opened()
    control(page, "corpus").set_value(name).run()
    assert_whole(page)
    recipe = {"objective": OPTIONS["objective"].default, **CORPORA[name].recipe}
    for field, value in recipe.items():
        assert getattr(shown(page), field) == value
        assert control(page, field).value == value
    assert control(page, "corpus").value == name


def test_a_changed_text_turns_the_example_into_my_own_words():
    page = opened()
    control(page, "text").set_value("the cat sleeps and the dog runs").run()
    assert control(page, "corpus").value is None
    assert control(page, "corpus").proto.placeholder == "My own words"
    control(page, "text").set_value(CORPORA["days"].recipe["text"]).run()
    assert control(page, "corpus").value == "days"


def test_clearing_the_example_keeps_the_words():
    page = opened(text="one two three")
    control(page, "corpus").set_value("days").run()
    control(page, "corpus").set_value(None).run()
    assert control(page, "corpus").value == "days"
    assert shown(page).text == CORPORA["days"].recipe["text"]
    assert_whole(page)


def test_what_a_hidden_control_held_comes_back_with_it():
    page = opened(optimizer="momentum")
    control(page, "momentum").set_value(0.3).run()
    control(page, "optimizer").set_value("adam").run()
    assert shown(page).momentum is None
    control(page, "optimizer").set_value("momentum").run()
    assert control(page, "momentum").value == 0.3
    assert shown(page).momentum == 0.3


BAD = [
    ("learning_rate", 1e9, "learning_rate must be a number from 0"),
    ("learning_rate", -1.0, "learning_rate must be a number from 0"),
    ("dimension", 0, "dimension must be a whole number from 1 to 1,024"),
    ("dimension", 1_025, "dimension must be a whole number from 1 to 1,024"),
    ("batch_size", 0, "batch_size must be a whole number from 1"),
    ("steps", 10_001, "steps must be a whole number from 1 to 10,000"),
    ("seed", -1, "seed must be a whole number from 0"),
    ("momentum", 1.0, "momentum must be a number from 0"),
    ("high", -2.0, "high must be at least low"),
    ("std", -1.0, "std must be a number from 0"),
    ("text", "", "The text is empty"),
    ("text", " \n\t ", "The text is empty"),
    ("text", "word", "The text has only one word"),
    ("text", "again again again", "only one distinct word"),
    ("text", "word " * 10_000, "only one distinct word"),
    ("minimum_count", 26, "Lower the minimum count"),
    ("padding_idx", 12, "the last word's number is 11"),
    ("max_norm", 0.0, "max_norm must be a number from 0.0001"),
    ("b", -1.0, "b must be greater than a"),
    ("matrix", "", "[[1, 2], [2, 2]]"),
    ("matrix", "[[1, 2], [3]]", "ow 2"),
    ("matrix", "[[1, nan]]", "nan"),
    ("matrix", "[[1, 2]", "["),
    ("optimizer", "sparse_adam", "accepts only sparse gradients"),
    ("pairs", "eat apple", "“eat apple” is not a pair of input|target"),
    ("pairs", "", "There are no pairs yet"),
    ("pairs", "eat|", "“eat|” is not a pair"),
]


@pytest.mark.parametrize(("option", "value", "sentence"), BAD)
def test_a_bad_value_is_named_and_the_last_picture_stays(option: str, value: object, sentence: str):
    page = opened(**choices_for(option))
    before, link = shown(page), address(page)
    control(page, option).set_value(value).run()
    assert not page.exception
    assert sentence in said(page.error)
    assert shown(page) == before
    assert address(page) == link
    good = CHANGED.get(option, OPTIONS[option].default)
    control(page, option).set_value(good).run()
    assert_whole(page)
    assert not page.error
    assert getattr(shown(page), option) == good


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
@pytest.mark.parametrize("option", ["learning_rate", "std"])
def test_an_emptied_number_stands_for_the_default(option: str, value: float | None):
    page = opened(**choices_for(option), **{option: str(CHANGED[option])})
    control(page, option).set_value(value).run()
    assert_whole(page)
    assert getattr(shown(page), option) == OPTIONS[option].default
    assert option not in address(page)


@pytest.mark.parametrize("markup", MARKUP)
def test_words_that_are_markup_come_out_escaped(markup: str):
    page = opened(text=f"see {markup} and {markup} again")
    assert_whole(page)
    control(page, "objective").set_value("pairs").run()
    control(page, "pairs").set_value(markup).run()
    assert plain(markup) in page.error[0].value
    assert f"“{markup}” is not a pair" in said(page.error)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_link_comes_out_escaped(markup: str):
    page = opened(**{markup: "1", "layer": markup})
    assert not page.exception
    assert "".join(warning.value for warning in page.warning).count(plain(markup)) == 2


RECIPES = [
    Experiment(text="I love you . you love me .", dimension=3, steps=40, seed=5),
    Experiment(layer="linear", bias=True, initializer="uniform_", low=-0.1, high=0.1, optimizer="adam", steps=20),
    Experiment(objective="pairs", pairs="a^b|c, c|a", optimizer="momentum", momentum=0.25, learning_rate=0.01),
    Experiment(text="床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。", batch_size=2),
    Experiment(text="👩‍👩‍👧 loves 🇫🇷 and 👍🏽 , 🇫🇷 loves 👩‍👩‍👧 .", layer="embedding"),
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_link_restores_the_recipe(recipe: Experiment):
    page = opened(**to_query(recipe))
    assert_whole(page)
    assert shown(page) == recipe
    assert not page.warning and not page.error


def test_a_new_link_in_the_same_session_replaces_the_recipe():
    page = opened(steps="30")
    page.query_params.clear()
    page.query_params["steps"] = "40"
    page.run()
    assert shown(page) == Experiment(steps=40)
    page.query_params.clear()
    assert shown(page.run()) == Experiment()


NOTICED = [
    ({"colour": "red"}, "colour"),
    ({"layer": "lstm"}, "layer must be one of"),
    ({"dimension": "many"}, "dimension must be a whole number"),
    ({"dimension": "1000000"}, "dimension must be a whole number"),
    ({"learning_rate": "nan"}, "learning_rate must be a number"),
    ({"learning_rate": "inf"}, "learning_rate must be a number"),
    ({"bias": "perhaps"}, "bias must be true or false"),
    ({"text": ""}, "The text is empty"),
    ({"objective": "pairs", "pairs": "nothing"}, "is not a pair"),
    ({"initializer": "uniform_", "low": "3", "high": "2"}, "high must be at least low"),
]


@pytest.mark.parametrize(("query", "sentence"), NOTICED)
def test_what_a_link_gets_wrong_is_said_and_the_default_is_used(query: dict[str, str], sentence: str):
    page = opened(**query, steps="30")
    assert_whole(page)
    assert sentence in said(page.warning)
    good = {"objective": "pairs", "initializer": "uniform_", "low": "3"}
    assert to_query(shown(page)).items() <= {**good, "steps": "30", "high": "3"}.items()
    assert shown(page).steps == 30, "the rest of the link is used"


def test_a_notice_goes_when_the_recipe_is_changed():
    page = opened(colour="red")
    assert page.warning
    control(page, "seed").set_value(3).run()
    assert not page.warning


def test_a_run_that_grows_beyond_all_numbers_is_reported_beside_the_learning_rate():
    page = opened(learning_rate="100", initializer="normal_", mean="100", optimizer="momentum", steps="500")
    assert not page.exception
    [warning] = page.warning
    assert "are no longer finite in float32" in said([warning])
    assert "learning rate ten times smaller" in said([warning])
    leaves = [element for element in page.sidebar if not hasattr(element, "children")]
    before = leaves[[leaf.type for leaf in leaves].index("warning") - 1]
    assert before.key == "steps", "it stands below the row of the two"


def test_a_text_too_long_for_an_address_is_left_out_of_it_and_the_page_says_so():
    page = opened(steps="30")
    words = " ".join(f"w{random.Random(n).randrange(16**8):x}" for n in range(1_500))
    control(page, "text").set_value(words).run()
    assert not page.exception
    assert shown(page).text == words
    assert address(page) == {"steps": "30", "left_out": "text"}
    assert "a link omits it" in said(page.info)
    control(page, "steps").set_value(31).run()
    assert shown(page).text == words, "the text stays when something else changes"


def test_a_text_too_long_to_edit_is_told_about_and_can_be_typed_instead():
    page = opened()
    page.session_state["text"] = "the cat sat . " * 10_000
    page.run()
    assert not page.exception
    assert "140,000 characters" in said(page.markdown)
    assert shown(page).vocabulary.counts == (10_000,) * 4
    [button] = [button for button in page.button if button.label == "Use the example instead"]
    button.click().run()
    assert_whole(page)
    assert control(page, "text").value == Experiment().text


def test_where_one_hot_vectors_do_not_fit_embedding_is_offered_and_does():
    page = opened(steps="2")
    page.session_state["text"] = " ".join(f"w{n}" for n in range(50_000))
    page.run()
    assert "All words take 10 GB as one-hot vectors (torch.eye), 400 kB as indices" in said(page.caption)
    control(page, "batch_size").set_value(500).run()
    assert "300 MB of it for one-hot vectors; the limit is 600 MB" in said(page.error)
    assert shown(page).batch_size == 8
    page.button(key="offer").click().run()
    assert not page.exception and not page.error
    assert (shown(page).layer, shown(page).batch_size) == ("embedding", 500)


def test_a_long_run_says_that_not_every_step_is_kept():
    page = opened(text=" ".join(f"w{n}" for n in range(1_000)), dimension="64", steps="200", layer="embedding")
    assert not page.exception
    assert "every 4th step is kept" in said([*page.info, *page.warning])


POEMS = {
    "Chinese": ("静夜思 床前明月光，疑是地上霜。举头望明月，低头思故乡。", "月"),
    "emoji": ("🌹 are red , 🎻 are blue 👩🏽‍🚀 ❤️ 👨‍👩‍👧‍👦 and so do 🌹 .", "👩🏽‍🚀"),
    "Arabic": ("يا ليل يا عين يا ليل", "ليل"),
    "Hindi": ("मैं तुमसे प्यार करता हूँ और तुम मुझसे", "प्यार"),
}


@pytest.mark.parametrize("language", POEMS)
def test_a_poem_in_any_script_can_be_learned(language: str):
    poem, word = POEMS[language]
    page = opened()
    control(page, "text").set_value(poem).run()
    assert_whole(page)
    assert not page.error
    assert word in shown(page).vocabulary.words
    assert word in list(page.dataframe[0].value["word"])


def test_the_menu_of_fields_is_the_recipe():
    page = opened()
    keys = {widget.key for kind in BOXES for widget in page.get(kind)} - {"corpus", "outputs", "regions", "show_code"}
    assert {key.split(" ")[0] for key in keys} <= set(FIELDS)


def test_a_recipe_that_can_not_be_used_is_told_above_the_picture_too():
    page = opened()
    control(page, "optimizer").set_value("sparse_adam").run()
    assert "Please check “Optimizer” in the sidebar" in said(page.warning)
    page.button(key="offer").click().run()
    assert_whole(page)
    assert not page.warning and not page.error
    assert shown(page).sparse


def test_back_keeps_numbers_that_are_too_long_for_the_address_while_others_are_used():
    page = opened(initializer="from_pretrained", steps="20")
    matrix = str([[float(word), random.Random(word).random()] for word in range(1_000)])
    control(page, "matrix").set_value(matrix).run()
    before = address(page)
    assert before["left_out"] == "matrix"
    control(page, "initializer").set_value("zeros_").run()
    assert shown(page).matrix is None
    for name in list(address(page)):
        del page.query_params[name]
    for name, value in before.items():
        page.query_params[name] = value
    page.run()
    assert shown(page).matrix == matrix
    assert not page.warning


def test_an_example_brings_its_own_words_whatever_the_rules_were():
    page = opened(minimum_count="10", pad="true", tokenizer="whitespace")
    control(page, "corpus").set_value("days").run()
    assert shown(page).vocabulary.words == Experiment(text=CORPORA["days"].recipe["text"]).vocabulary.words
    assert control(page, "corpus").value == "days"


def test_a_text_of_one_line_cut_by_lines_can_be_cut_into_words_again():
    page = opened()
    control(page, "tokenizer").set_value("lines").run()
    assert "“Split into” is “One per line”" in said(page.error)
    page.button(key="offer").click().run()
    assert_whole(page)
    assert shown(page) == Experiment()


def test_a_chosen_plane_stays_in_the_link_and_a_word_that_is_not_there_is_said_beside_its_axis():
    page = opened(dimension="4", steps="3", plane="word_pairs", across="cat, unicorn")
    assert [problem.value.replace("\\", "") for problem in page.error] == ["“unicorn” is not in the vocabulary."]
    page.text_input(key="plane.word_pairs.across").input("cat, dog").run()
    assert not page.error
    assert page.query_params["across"] == "cat, dog"
    page.selectbox(key="plane").select("pca").run()
    assert "plane" not in page.query_params
    assert "across" not in page.query_params


def test_a_link_with_a_plane_that_cannot_be_had_says_so():
    for dimension, plane in (("4", "cube"), ("2", "dimensions")):
        page = opened(dimension=dimension, plane=plane, steps="3")
        assert any("plane" in notice.value for notice in (*page.info, *page.warning))
        assert "plane" not in page.query_params
