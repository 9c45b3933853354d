"""Traps of vectors that should stay, or should be trained: a zeroed gradient, and numbers without a point."""

from playground.teaching.traps.trap import Curve, Reason, Trap

_ZEROED = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D})
kept = vocab[{one}]
start = embedding.weight[kept].detach().clone()
mask = torch.ones({V}, 1)
mask[kept] = 0
handle = embedding.weight.register_hook(
    lambda grad: grad * mask)
optimizer = torch.optim.AdamW(
    embedding.parameters(), lr=0.1, weight_decay=0.5)
distances = []
for step in range(20):
    optimizer.zero_grad()
    vectors = embedding(torch.arange({V}))
    vectors.pow(2).sum().backward()
    optimizer.step()PUT_BACK
    away = embedding.weight[kept] - start
    distances.append(away.norm().item())

embedding.weight.grad[kept]
distances[-1]
"""

ZEROED = Trap(
    "zeroed",
    "A zeroed gradient",
    "A word whose gradient is always zero stays where it is.",
    wrong=_ZEROED.replace("PUT_BACK", ""),
    right=_ZEROED.replace(
        "PUT_BACK",
        """
    with torch.no_grad():
        embedding.weight[kept] = start""",
    ),
    shows="distances[-1] == 0",
    why=(
        Reason(
            "Weight decay doesn't go through the gradient that the hook sees: AdamW multiplies the row by "
            "1 - lr · weight_decay all the same.",
            """\
weight = nn.Parameter(torch.ones(2, 2))
handle = weight.register_hook(lambda grad: grad * 0)
optimizer = torch.optim.AdamW([weight], lr=0.1, weight_decay=0.5)
weight.sum().backward()
optimizer.step()
torch.equal(weight.grad, torch.zeros(2, 2))
torch.allclose(weight, torch.full((2, 2), 1 - 0.1 * 0.5))
""",
        ),
        Reason(
            "A memory moves it too: with a gradient that is zero only from now on, Adam goes on in the old direction.",
            """\
weight = nn.Parameter(torch.ones(2, 2))
optimizer = torch.optim.Adam([weight], lr=0.1)
weight.grad = torch.ones(2, 2)
optimizer.step()
before = weight.detach().clone()
weight.grad = torch.zeros(2, 2)
optimizer.step()
not torch.equal(weight, before)
""",
        ),
        Reason(
            "Putting the row back after each step holds it, whatever the optimizer does.",
            """\
embedding = nn.Embedding(3, 2)
start = embedding.weight[0].detach().clone()
optimizer = torch.optim.AdamW(embedding.parameters(), lr=0.1, weight_decay=0.5)
for step in range(5):
    embedding(torch.arange(3)).sum().backward()
    optimizer.step()
    with torch.no_grad():
        embedding.weight[0] = start

torch.equal(embedding.weight[0], start)
""",
        ),
    ),
    curve=Curve(
        "distances",
        "distance from the start",
        "A word whose gradient is zeroed in a hook: weight decay moves it away from its start at each step.",
    ),
)

_WHOLE = """\
a = torch.arange({V} * {D}).reshape({V}, {D})
a
a.dtype
embedding = nn.Embedding.from_pretrained(
    MATRIX, freeze=False)
"""

WHOLE = Trap(
    "whole",
    "Whole numbers",
    "from_pretrained takes my matrix as it is.",
    wrong=_WHOLE.replace("MATRIX", "a"),
    right=_WHOLE.replace("MATRIX", "a.float()"),
    shows="embedding.weight.dtype == torch.float32",
    error="RuntimeError",
    why=(
        Reason(
            "A tensor of whole numbers is int64, and PyTorch has no gradient for it.",
            """\
torch.tensor([[1, 2], [3, 4]]).dtype == torch.int64
nn.Parameter(torch.tensor([[1, 2], [3, 4]]))
""",
            error="RuntimeError: Only Tensors of floating point and complex dtype can require gradients",
        ),
        Reason(
            "Frozen it is accepted, and the next layer is what fails: it has float32 weights.",
            """\
embedding = nn.Embedding.from_pretrained(torch.tensor([[1, 2], [3, 4]]))
nn.Linear(2, 3)(embedding(torch.tensor([0])))
""",
            error="RuntimeError: mat1 and mat2 must have the same dtype, but got Long and Float",
        ),
        Reason(
            "One point in the list is enough, or .float().",
            """\
torch.tensor([[1., 2], [3, 4]]).dtype == torch.float32
torch.tensor([[1, 2], [3, 4]]).float().dtype == torch.float32
""",
        ),
    ),
)
