from playground import Experiment, train
from playground.analysis.step_anatomy import Anatomy
from playground.figures.run_picture import RunPicture
from playground.figures.slow_motion.answer_bars import answers


def test_a_bar_tells_its_whole_name_where_there_is_room_for_a_short_one_only():
    anatomy = Anatomy(train(Experiment(text="extraordinary things happen", steps=1)))
    bars = answers(RunPicture(anatomy.history)).figure
    assert bars.layout.xaxis.ticktext == ("extraordi…", "things", "happen")
    assert bars.data[0].hovertext == ("extraordinary", "things", "happen")
