"""What the optimizers and their options are said to do, shown on PyTorch's own, with one weight that is pulled at."""

import inspect
import itertools

import numpy as np
import pytest
import torch
from torch import nn
from torch.optim import SGD, Adadelta, Adagrad, Adam, AdamW, NAdam, RMSprop, SparseAdam

ADAMS = [Adam, AdamW, NAdam, SparseAdam]
pytestmark = pytest.mark.filterwarnings("ignore:Sparse invariant checks")
PLAIN = {AdamW: {"weight_decay": 0.0}}
"""What an optimizer is given so that nothing but the gradients moves the weight."""


def pulled(kind, gradients, start=0.0, **options):
    """The weight's moves under these gradients, one a step, and what the optimizer remembers of it at the end."""
    weight = nn.Parameter(torch.full((1, 1), start, dtype=torch.float64))
    optimizer = kind([weight], **{"lr": 0.1, **PLAIN.get(kind, {}), **options})
    moves = []
    for gradient in gradients:
        weight.grad = torch.tensor([[gradient]], dtype=torch.float64)
        if kind is SparseAdam:
            weight.grad = torch.sparse_coo_tensor([[0]], weight.grad, (1, 1))
        before = weight.item()
        optimizer.step()
        moves.append(weight.item() - before)
    return np.array(moves), {name: float(held) for name, held in optimizer.state[weight].items() if held is not None}


def moves(kind, gradients, **options):
    return pulled(kind, gradients, **options)[0]


def remembered(kind, gradients, **options):
    return pulled(kind, gradients, **options)[1]


def betas(beta1=0.9, beta2=0.999):
    return {"betas": (beta1, beta2)}


def rises(numbers):
    return all(one < other for one, other in itertools.pairwise(numbers))


def test_every_optimizer_of_pytorch_has_a_learning_rate():
    kinds = [kind for kind in vars(torch.optim).values() if inspect.isclass(kind)]
    optimizers = [
        kind for kind in kinds if issubclass(kind, torch.optim.Optimizer) and kind is not torch.optim.Optimizer
    ]
    assert len(optimizers) > 10
    assert all("lr" in inspect.signature(kind).parameters for kind in optimizers)


# Momentum and nesterov -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [SGD, RMSprop])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_so_much_of_the_velocity_is_kept(kind, momentum):
    first, *others = moves(kind, [1, 0, 0], momentum=momentum)
    np.testing.assert_allclose(others, [momentum * first, momentum**2 * first])


@pytest.mark.parametrize("kind", [SGD, RMSprop])
def test_the_nearer_momentum_is_to_1_the_longer_a_weight_keeps_rolling(kind):
    rolled = [np.abs(moves(kind, [1] * 5 + [0] * 100, momentum=momentum)[5:]) for momentum in (0.5, 0.9, 0.99)]
    assert rises([path.sum() for path in rolled])
    assert rises([(path > 0.001).sum() for path in rolled])


def test_a_step_with_nesterov_is_the_gradient_and_momentums_part_of_the_new_move():
    gradients = [1.0, -2.0, 0.5, 3.0]
    move, expected = 0.0, []
    for gradient in gradients:
        move = 0.9 * move + gradient
        expected.append(-0.1 * (gradient + 0.9 * move))
    np.testing.assert_allclose(moves(SGD, gradients, momentum=0.9, nesterov=True), expected)


def test_with_nesterov_the_first_move_is_longer_and_the_weight_turns_sooner():
    gradients = [1] * 5 + [-1] * 20
    plain, ahead = (moves(SGD, gradients, momentum=0.9, nesterov=nesterov) for nesterov in (False, True))
    assert ahead[0] == pytest.approx(1.9 * plain[0])
    assert (ahead > 0).argmax() < (plain > 0).argmax()


def test_nadam_is_adam_that_looks_ahead_as_nesterov_does():
    gradients = [1] * 10 + [-1] * 20
    plain, ahead = moves(Adam, gradients), moves(NAdam, gradients)
    assert abs(ahead[0]) > abs(plain[0])
    assert (ahead > 0).argmax() < (plain > 0).argmax()


def test_the_larger_momentum_decay_the_faster_nadams_momentum_comes_up_and_the_sooner_it_rolls():
    decays = (0.004, 0.1, 1.0)
    first = [remembered(NAdam, [1], momentum_decay=decay)["mu_product"] for decay in decays]
    np.testing.assert_allclose(first, [0.9 * (1 - 0.5 * 0.96**decay) for decay in decays], rtol=1e-5)
    assert rises([np.abs(moves(NAdam, [1, 1] + [0] * 10, momentum_decay=decay)[2:]).sum() for decay in decays])


# Averages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ADAMS)
@pytest.mark.parametrize(("beta1", "beta2"), [(0.5, 0.9), (0.9, 0.999)])
def test_adam_remembers_an_average_of_gradients_and_one_of_squares_that_forget_as_slowly_as_the_betas_say(
    kind, beta1, beta2
):
    held = remembered(kind, [3, 0, 0], **betas(beta1, beta2))
    assert held["exp_avg"] == pytest.approx(3 * (1 - beta1) * beta1**2)
    assert held["exp_avg_sq"] == pytest.approx(9 * (1 - beta2) * beta2**2)


@pytest.mark.parametrize("kind", ADAMS)
def test_the_nearer_beta1_is_to_1_the_longer_earlier_gradients_move_a_weight(kind):
    rolled = [np.abs(moves(kind, [1] * 5 + [0] * 100, **betas(beta1=beta)))[5:] for beta in (0.5, 0.9, 0.97)]
    assert rises([path.sum() for path in rolled])
    assert rises([(path > 0.001).sum() for path in rolled])


@pytest.mark.parametrize("kind", ADAMS)
def test_the_nearer_beta2_is_to_1_the_longer_one_large_gradient_keeps_steps_short(kind):
    later = [np.abs(moves(kind, [10] + [1] * 60, **betas(beta2=beta)))[30:] for beta in (0.5, 0.95, 0.999)]
    assert rises([-path.mean() for path in later])


@pytest.mark.parametrize("kind", [Adam, AdamW])
def test_with_amsgrad_the_largest_average_of_squares_counts_and_steps_stay_short(kind):
    gradients = [10] + [1] * 60
    newest, usual = (pulled(kind, gradients, amsgrad=amsgrad, **betas(beta2=0.9)) for amsgrad in (True, False))
    largest = max(remembered(kind, gradients[:step], **betas(beta2=0.9))["exp_avg_sq"] for step in range(1, 62))
    assert newest[1]["max_exp_avg_sq"] == pytest.approx(largest) == pytest.approx(10)
    assert newest[1]["exp_avg_sq"] < 2
    assert abs(newest[0][-1]) < 0.5 * abs(usual[0][-1])


@pytest.mark.parametrize("alpha", [0.5, 0.99])
def test_rmsprop_remembers_an_average_of_squares_that_forgets_as_slowly_as_alpha_says(alpha):
    assert remembered(RMSprop, [3, 0], alpha=alpha)["square_avg"] == pytest.approx(9 * (1 - alpha) * alpha)


def test_rmsprop_divides_by_the_root_of_its_average_so_all_weights_move_about_equally_fast():
    shallow, steep = moves(RMSprop, [0.01] * 300), moves(RMSprop, [100] * 300)
    np.testing.assert_allclose(shallow, steep, rtol=0.01)
    squares = 25 * (1 - 0.99)
    assert moves(RMSprop, [5])[0] == pytest.approx(-0.1 * 5 / np.sqrt(squares))


def test_centered_takes_the_square_of_the_average_off_so_a_steady_pull_makes_faster_steps():
    held = remembered(RMSprop, [1, 3], alpha=0.9, centered=True)
    last = moves(RMSprop, [1, 3], alpha=0.9, centered=True)[-1]
    assert last == pytest.approx(-0.1 * 3 / np.sqrt(held["square_avg"] - held["grad_avg"] ** 2), rel=1e-6)
    steady = [1] * 40
    plain, centered = (np.abs(moves(RMSprop, steady, alpha=0.9, centered=centered)) for centered in (False, True))
    assert (centered > plain).all()


@pytest.mark.parametrize("rho", [0.5, 0.9])
def test_adadelta_remembers_how_steep_it_was_and_how_far_it_went_and_takes_its_steps_from_the_two(rho):
    options = {"lr": 1.0, "rho": rho, "eps": 1e-6}
    (first, second), held = pulled(Adadelta, [3, 2], **options)
    steep = rho * 9 * (1 - rho) + 4 * (1 - rho)
    far = (1 - rho) * first**2
    assert second == pytest.approx(-2 * np.sqrt(far + 1e-6) / np.sqrt(steep + 1e-6))
    assert held["square_avg"] == pytest.approx(steep)
    assert held["acc_delta"] == pytest.approx(rho * far + (1 - rho) * second**2)


def test_adadelta_is_made_for_a_learning_rate_of_1():
    assert inspect.signature(Adadelta).parameters["lr"].default == 1.0
    rates = {kind: inspect.signature(kind).parameters["lr"].default for kind in (SGD, Adagrad, RMSprop, *ADAMS)}
    assert max(rates.values()) <= 0.01


@pytest.mark.parametrize(("kind", "name"), [(RMSprop, "alpha"), (Adadelta, "rho")])
def test_the_nearer_to_1_the_longer_the_first_moves(kind, name):
    assert rises([np.abs(moves(kind, [1, 1, 1], **{name: value})).sum() for value in (0.5, 0.9, 0.99)])


# eps -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Adam, AdamW, NAdam, Adagrad, RMSprop, Adadelta])
def test_eps_keeps_from_dividing_by_zero(kind):
    assert np.isnan(moves(kind, [0], eps=0.0)[0])
    assert moves(kind, [0])[0] == 0


@pytest.mark.parametrize("kind", [*ADAMS, Adagrad, RMSprop])
def test_the_larger_eps_the_shorter_the_steps(kind):
    assert rises([-np.abs(moves(kind, [0.1] * 5, eps=eps)).sum() for eps in (1e-8, 1e-2, 1.0)])


def test_the_larger_eps_the_longer_adadeltas_first_steps():
    assert rises([np.abs(moves(Adadelta, [0.1] * 5, eps=eps)).sum() for eps in (1e-8, 1e-4, 1e-2)])


# Sums and decay --------------------------------------------------------------------------------------


def test_adagrad_remembers_the_sum_of_squares_and_divides_by_its_root():
    path, held = pulled(Adagrad, [3, 4, 1])
    assert held["sum"] == pytest.approx(9 + 16 + 1)
    np.testing.assert_allclose(path, [-0.1 * 3 / 3, -0.1 * 4 / 5, -0.1 * 1 / np.sqrt(26)])
    assert rises(moves(Adagrad, [1] * 50)), "the steps grow shorter"


def test_under_adagrad_a_weight_that_is_seldom_pulled_keeps_longer_steps():
    often, seldom = (moves(Adagrad, gradients) for gradients in ([1] * 41, ([1] + [0] * 9) * 4 + [1]))
    assert abs(seldom[-1]) > 2 * abs(often[-1])


def test_adagrads_sum_begins_with_its_initial_value_and_the_first_moves_are_shorter():
    assert remembered(Adagrad, [2], initial_accumulator_value=5.0)["sum"] == pytest.approx(5 + 4)
    assert rises([-abs(moves(Adagrad, [1], initial_accumulator_value=value)[0]) for value in (0.0, 1.0, 10.0)])


def test_under_lr_decay_the_learning_rate_shrinks_for_all_weights_by_the_count_of_steps():
    for gradient in (0.1, 5):
        plain, decayed = (moves(Adagrad, [gradient] * 20, lr_decay=decay) for decay in (0.0, 0.5))
        np.testing.assert_allclose(decayed, plain / (1 + 0.5 * np.arange(20)))
    assert rises([-abs(moves(Adagrad, [1] * 20, lr_decay=decay)[-1]) for decay in (0.0, 0.1, 1.0)])


def test_adamws_weight_decay_pulls_at_the_weight_itself_and_adams_goes_through_the_averages():
    options = {"start": 2.0, "weight_decay": 0.5}
    (move,), held = pulled(AdamW, [0], **options)
    assert move == pytest.approx(-0.1 * 0.5 * 2) and held["exp_avg"] == 0
    (move,), held = pulled(Adam, [0], **options)
    assert move == pytest.approx(-0.1) and held["exp_avg"] == pytest.approx(0.1 * 0.5 * 2)
