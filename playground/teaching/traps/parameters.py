"""Traps of an nn.Parameter: one that is not trained though it should be, or trained though it should not."""

from playground.teaching.traps.trap import Curve, Reason, Trap

_FROZEN = """\
vocab = {vocab}
a = torch.rand({V}, {D})
embedding = nn.Embedding.from_pretrained(OPTIONS)
model = nn.Sequential(embedding, nn.Linear({D}, {V}))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
word = torch.tensor([vocab[{one}]])
next_word = torch.tensor([vocab[{other}]])
start = embedding.weight.detach().clone()
moved = []
for step in range(20):
    optimizer.zero_grad()
    F.cross_entropy(model(word), next_word).backward()
    optimizer.step()
    change = embedding.weight - start
    moved.append(change.norm().item())

embedding.weight.requires_grad
moved[-1]
"""

FROZEN = Trap(
    "frozen",
    "Frozen vectors",
    "from_pretrained starts from my vectors, and training moves them.",
    wrong=_FROZEN.replace("OPTIONS)", "a)  # frozen"),
    right=_FROZEN.replace("OPTIONS", "a, freeze=False"),
    shows="moved[-1] > 0 and not torch.equal(embedding.weight, start)",
    why=(
        Reason(
            "from_pretrained uses freeze=True by default: the weight gets no gradient, and no optimizer moves it.",
            """\
embedding = nn.Embedding.from_pretrained(torch.rand(3, 2))
head = nn.Linear(2, 3)
optimizer = torch.optim.SGD([*embedding.parameters(), *head.parameters()], lr=0.5, weight_decay=0.5)
start = embedding.weight.clone()
head(embedding(torch.tensor([0]))).sum().backward()
optimizer.step()
embedding.weight.grad is None
torch.equal(embedding.weight, start)
""",
        ),
        Reason(
            "No error is raised: the rest of the model learns, and the loss falls.",
            """\
embedding, head = nn.Embedding.from_pretrained(torch.rand(3, 2)), nn.Linear(2, 3)
optimizer = torch.optim.SGD([*embedding.parameters(), *head.parameters()], lr=0.5)
losses = []
for step in range(20):
    optimizer.zero_grad()
    loss = F.cross_entropy(head(embedding(torch.tensor([0]))), torch.tensor([1]))
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

losses[-1] < losses[0] / 2
""",
        ),
        Reason(
            "With freeze=False, training changes your own tensor. To keep it, pass a.clone().",
            """\
a = torch.ones(3, 2)
embedding = nn.Embedding.from_pretrained(a, freeze=False)
optimizer = torch.optim.SGD(embedding.parameters(), lr=0.5)
embedding(torch.tensor([0])).sum().backward()
optimizer.step()
torch.equal(a, torch.tensor([[0.5, 0.5], [1, 1], [1, 1]]))
nn.Embedding.from_pretrained(a.clone(), freeze=False).weight.data_ptr() != a.data_ptr()
""",
        ),
    ),
    curve=Curve(
        "moved",
        "distance from the start",
        "The distance of the vectors from their start after each step: for frozen vectors it stays 0.",
    ),
)

_REPLACED = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D})
FIRST
SECOND
before = embedding.weight.detach().clone()
word = torch.tensor([vocab[{one}]])
embedding(word).sum().backward()
optimizer.step()
embedding.weight.grad
torch.equal(embedding.weight, before)
held = optimizer.param_groups[0]["params"][0]
held is embedding.weight
"""
_OPTIMIZER = "optimizer = torch.optim.SGD(\n    embedding.parameters(), lr=0.5)"
_PARAMETER = "embedding.weight = nn.Parameter(torch.rand({V}, {D}))"

REPLACED = Trap(
    "replaced",
    "Replaced weights",
    "I gave the layer a new nn.Parameter, so the optimizer trains it.",
    wrong=_REPLACED.replace("FIRST", _OPTIMIZER).replace("SECOND", "# too late\n" + _PARAMETER),
    right=_REPLACED.replace("FIRST", _PARAMETER).replace("SECOND", _OPTIMIZER),
    shows="not torch.equal(embedding.weight, before)",
    why=(
        Reason(
            "An optimizer keeps the Parameters it was built with. The new one gets a gradient, but the "
            "optimizer still updates the old one, which the layer no longer uses.",
            """\
embedding = nn.Embedding(3, 2)
old = embedding.weight
optimizer = torch.optim.SGD(embedding.parameters(), lr=0.5)
embedding.weight = nn.Parameter(torch.rand(3, 2))
embedding(torch.tensor([0])).sum().backward()
optimizer.step()
optimizer.param_groups[0]["params"][0] is old
old.grad is None and embedding.weight.grad is not None
""",
        ),
        Reason(
            "So build the optimizer last. Or fill the weight in place, as nn.init and .data.copy_() do: it "
            "stays the same Parameter.",
            """\
embedding = nn.Embedding(3, 2)
old = embedding.weight
weight = nn.init.normal_(embedding.weight)
copied = embedding.weight.data.copy_(torch.rand(3, 2))
embedding.weight is old
""",
        ),
    ),
)

_SHARED = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D})
linear = nn.Linear({V}, {D}, bias=False)
linear.weight = nn.Parameter(COPY)
start = linear.weight.detach().clone()
optimizer = torch.optim.SGD(
    embedding.parameters(), lr=0.1)  # not linear's
word = torch.tensor([vocab[{one}]])
moved = []
for step in range(20):
    optimizer.zero_grad()
    embedding(word).pow(2).sum().backward()
    optimizer.step()
    change = linear.weight - start
    moved.append(change.norm().item())

linear.weight.data_ptr() == embedding.weight.data_ptr()
moved[-1]
"""

SHARED = Trap(
    "shared",
    "Shared memory",
    "nn.Parameter(embedding.weight.T) gives Linear its own matrix.",
    wrong=_SHARED.replace("COPY", "embedding.weight.T"),
    right=_SHARED.replace("COPY", "embedding.weight.T.clone()"),
    shows="moved[-1] == 0 and torch.equal(linear.weight, start)",
    why=(
        Reason(
            ".T copies nothing: it is a view of the same numbers, and nn.Parameter keeps that view.",
            """\
weight = torch.rand(3, 2)
weight.T.data_ptr() == weight.data_ptr()
nn.Parameter(weight).data_ptr() == weight.data_ptr()
""",
        ),
        Reason(
            "So the two layers share one matrix, and training either layer changes both.",
            """\
embedding, linear = nn.Embedding(3, 2), nn.Linear(3, 2, bias=False)
linear.weight = nn.Parameter(embedding.weight.T)
start = embedding.weight.detach().clone()
optimizer = torch.optim.SGD(linear.parameters(), lr=0.5)
linear(torch.eye(3)).sum().backward()
optimizer.step()
not torch.equal(embedding.weight, start)
torch.equal(embedding.weight, linear.weight.T)
""",
        ),
        Reason(
            ".clone() makes a separate copy.",
            """\
weight = torch.rand(3, 2)
weight.T.clone().data_ptr() != weight.data_ptr()
""",
        ),
    ),
    curve=Curve(
        "moved",
        "distance from the start",
        "Only Embedding is trained. The distance of Linear's weight from its start after each step.",
    ),
)
