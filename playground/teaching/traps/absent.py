"""Traps of words that are not in the batch: what their gradient is, and what still moves them."""

from playground.teaching.traps.trap import Curve, Reason, Trap

_SPARSE = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D}OPTIONS)
embedding(torch.tensor([vocab[{one}]])).sum().backward()
embedding.weight.grad
embedding.weight.grad.is_sparse
"""

SPARSE = Trap(
    "sparse",
    "Sparse gradients",
    "Embedding's gradient holds only the rows of the words in the batch.",
    wrong=_SPARSE.replace("OPTIONS", ""),
    right=_SPARSE.replace("OPTIONS", ", sparse=True"),
    shows="embedding.weight.grad.is_sparse",
    why=(
        Reason(
            "By default the gradient is as large as the weight: it also holds the rows of all other words, "
            "filled with 0.",
            """\
embedding = nn.Embedding(1000, 2)
embedding(torch.tensor([7])).sum().backward()
embedding.weight.grad.shape == embedding.weight.shape
embedding.weight.grad.count_nonzero().item() == 2
""",
        ),
        Reason(
            "With sparse=True it holds only the rows of the batch and their numbers, which saves memory "
            "when there are many words.",
            """\
embedding = nn.Embedding(1000, 2, sparse=True)
embedding(torch.tensor([7])).sum().backward()
grad = embedding.weight.grad.coalesce()
grad.indices().tolist() == [[7]]
grad.values().tolist() == [[1.0, 1.0]]
""",
        ),
        Reason(
            "SGD, Adagrad and SparseAdam accept such a gradient.",
            """\
embedding = nn.Embedding(3, 2, sparse=True)
embedding(torch.tensor([0])).sum().backward()
starts = []
for kind in [torch.optim.SGD, torch.optim.Adagrad, torch.optim.SparseAdam]:
    starts.append(embedding.weight.detach().clone())
    done = kind(list(embedding.parameters()), lr=0.5).step()

starts.append(embedding.weight.detach().clone())
all(not torch.equal(one[0], other[0]) for one, other in zip(starts, starts[1:]))
""",
        ),
        Reason(
            "Adam refuses it.",
            """\
embedding = nn.Embedding(3, 2, sparse=True)
embedding(torch.tensor([0])).sum().backward()
torch.optim.Adam(embedding.parameters()).step()
""",
            error="RuntimeError: Adam does not support sparse gradients",
        ),
    ),
)

_DECAY = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D})
head = nn.Linear({D}, {V})
model = nn.Sequential(embedding, head)
PARAMETERS
optimizer = torch.optim.SGD(
    parameters, lr=0.2, weight_decay=0.5)
word = torch.tensor([vocab[{one}]])
next_word = torch.tensor([vocab[{other}]])
lengths = []
for step in range(40):
    optimizer.zero_grad()
    F.cross_entropy(model(word), next_word).backward()
    optimizer.step()
    absent = embedding.weight[vocab[{last}]]
    lengths.append(absent.norm().item())

lengths[0], lengths[-1]
"""

DECAY = Trap(
    "decay",
    "Weight decay",
    "A word that is never in a batch stays where it is.",
    wrong=_DECAY.replace("PARAMETERS", "parameters = model.parameters()"),
    right=_DECAY.replace(
        "PARAMETERS",
        """\
parameters = [
    dict(params=embedding.parameters(), weight_decay=0),
    dict(params=head.parameters())]""",
    ),
    shows="lengths[0] == lengths[-1] > 0",
    why=(
        Reason(
            "Weight decay pulls on every row of the weight, whether its word is in the batch or not: SGD "
            "multiplies an absent word's row by 1 - lr · weight_decay at each step.",
            """\
embedding = nn.Embedding(3, 2)
start = embedding.weight.detach().clone()
optimizer = torch.optim.SGD(embedding.parameters(), lr=0.2, weight_decay=0.5)
embedding(torch.tensor([0])).sum().backward()
optimizer.step()
torch.allclose(embedding.weight[1:], start[1:] * (1 - 0.2 * 0.5))
""",
        ),
        Reason(
            "AdamW does this by default: its weight_decay is 0.01 unless you set it.",
            """\
embedding = nn.Embedding(3, 2)
start = embedding.weight.detach().clone()
optimizer = torch.optim.AdamW(embedding.parameters(), lr=0.2)
embedding(torch.tensor([0])).sum().backward()
optimizer.step()
optimizer.defaults["weight_decay"] == 0.01
torch.allclose(embedding.weight[1:], start[1:] * (1 - 0.2 * 0.01))
not torch.equal(embedding.weight[1:], start[1:])
""",
        ),
        Reason(
            "A separate parameter group can have its own weight_decay.",
            """\
embedding, head = nn.Embedding(3, 2), nn.Linear(2, 3)
groups = [dict(params=embedding.parameters(), weight_decay=0), dict(params=head.parameters())]
optimizer = torch.optim.SGD(groups, lr=0.2, weight_decay=0.5)
[group["weight_decay"] for group in optimizer.param_groups] == [0, 0.5]
""",
        ),
    ),
    curve=Curve(
        "lengths",
        "length of its vector",
        "A word that is never in a batch: with weight decay, its vector shrinks towards 0.",
    ),
)
