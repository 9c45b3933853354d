"""Traps of the weights themselves: how they start, and what changes them without any training."""

from playground.teaching.traps.trap import Reason, Trap

_PADDING = """\
vocab = {vocab}
embedding = nn.Embedding(
    {V}, {D}, padding_idx=vocab[{one}])
embedding.weight
weight = nn.init.normal_(embedding.weight)
"""

PADDING = Trap(
    "padding",
    "Padding overwritten",
    "padding_idx keeps that word's vector at zero, however I start the weights.",
    wrong=_PADDING
    + """\
embedding(torch.tensor([vocab[{one}]]))
""",
    right=_PADDING
    + """\
with torch.no_grad():
    weight[embedding.padding_idx] = 0
embedding(torch.tensor([vocab[{one}]]))
""",
    shows="not embedding(torch.tensor([embedding.padding_idx])).any()",
    why=(
        Reason(
            "The constructor sets the row to zero once. What fills the weight later, as nn.init does, fills that row "
            "too.",
            """\
embedding = nn.Embedding(3, 2, padding_idx=0)
not embedding.weight[0].any()
weight = nn.init.normal_(embedding.weight)
bool(embedding.weight[0].all())
""",
        ),
        Reason(
            "padding_idx also keeps the row's gradient at zero, so training never corrects the numbers that are there.",
            """\
embedding = nn.Embedding(3, 2, padding_idx=0)
weight = nn.init.ones_(embedding.weight)
optimizer = torch.optim.SGD(embedding.parameters(), lr=0.5)
embedding(torch.tensor([0, 1])).sum().backward()
optimizer.step()
embedding.weight.grad.tolist() == [[0, 0], [1, 1], [0, 0]]
embedding.weight.tolist() == [[1, 1], [0.5, 0.5], [1, 1]]
""",
        ),
    ),
)

_MEMORY = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D})
embedding.weight = nn.Parameter(torch.Tensor({V}, {D}))
"""

MEMORY = Trap(
    "memory",
    "Memory as it lies",
    "torch.Tensor(V, D) gives weights that are drawn at random.",
    wrong=_MEMORY
    + """\
# what may lie there: the bytes of an old text
left = bytearray(b"left" * {V} * {D})
weight = torch.frombuffer(left, dtype=torch.float32)
weight.view({V}, {D})
""",
    right=_MEMORY
    + """\
weight = nn.init.normal_(embedding.weight)
weight
""",
    shows="weight.abs().max().item() < 10",
    why=(
        Reason(
            "torch.Tensor(V, D) only takes memory, as torch.empty does, and writes nothing into it.",
            """\
a = torch.ones(3, 2)
torch.equal(torch.empty(3, 2, out=a), torch.ones(3, 2))
torch.Tensor(3, 2).shape == torch.empty(3, 2).shape == (3, 2)
""",
        ),
        Reason(
            "What lies there may be zeros, or bytes of a text, which are huge numbers when they are read as float32. "
            "The page shows a text of its own: the memory of a server may hold what others have typed.",
            """\
numbers = torch.frombuffer(bytearray(b"left" * 6), dtype=torch.float32)
bool((numbers > 1e20).all())
""",
        ),
        Reason(
            "From such weights the loss is huge as well.",
            """\
embedding, head = nn.Embedding(3, 2), nn.Linear(2, 3)
embedding.weight.data = torch.frombuffer(bytearray(b"left" * 6), dtype=torch.float32).view(3, 2)
F.cross_entropy(head(embedding(torch.arange(3))), torch.arange(3)).item() > 1e15
""",
        ),
        Reason(
            "nn.Embedding takes its memory the same way, and then draws in reset_parameters. Your own nn.Parameter "
            "needs a line of nn.init.",
            """\
embedding = nn.Embedding(3, 2)
before = embedding.weight.detach().clone()
embedding.reset_parameters()
not torch.equal(embedding.weight, before)
""",
        ),
        Reason(
            "torch.tensor, in lowercase, takes values and no sizes. So does torch.Tensor, once they stand in a list.",
            """\
torch.tensor([3.0, 2.0]).tolist() == [3, 2]
torch.Tensor([3, 2]).tolist() == [3, 2]
torch.Tensor(3, 2).shape == (3, 2)
""",
        ),
    ),
)

_MAX_NORM = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D}MAX_NORM)
weight = nn.init.ones_(embedding.weight)
word = torch.tensor([vocab[{one}]])
vectors = embedding(word)RENORM
vectors
embedding.weight
"""

MAX_NORM = Trap(
    "max_norm",
    "max_norm",
    "Looking up a word changes nothing.",
    wrong=_MAX_NORM.replace("MAX_NORM", ", max_norm=0.5").replace("RENORM", ""),
    right=_MAX_NORM.replace("MAX_NORM", "").replace("RENORM", ".renorm(2, 0, 0.5)"),
    shows="bool((embedding.weight == 1).all()) and bool((vectors.norm(dim=1) < 0.5001).all())",
    why=(
        Reason(
            "With max_norm, the forward pass shortens a longer row in the weight itself, without any training.",
            """\
embedding = nn.Embedding(3, 2, max_norm=0.5)
weight = nn.init.ones_(embedding.weight)
vectors = embedding(torch.tensor([0]))
torch.equal(embedding.weight[0], vectors[0])
round(embedding.weight[0].norm().item(), 4) == 0.5
""",
        ),
        Reason(
            "Neither embedding.eval() nor torch.no_grad() stops it.",
            """\
embedding = nn.Embedding(3, 2, max_norm=0.5)
weight = nn.init.ones_(embedding.weight)
with torch.no_grad():
    vectors = embedding.eval()(torch.tensor([0]))

embedding.weight[0, 0].item() < 1
""",
        ),
        Reason(
            "Words that are not looked up keep their length, so not every row obeys max_norm.",
            """\
embedding = nn.Embedding(3, 2, max_norm=0.5)
weight = nn.init.ones_(embedding.weight)
vectors = embedding(torch.tensor([0]))
bool((embedding.weight[1:] == 1).all())
""",
        ),
        Reason(
            "tensor.renorm(2, 0, 0.5) returns shortened rows and leaves the tensor unchanged.",
            """\
rows = torch.tensor([[3.0, 4.0], [0.0, 0.25]])
shortened = rows.renorm(2, 0, 0.5)
torch.allclose(shortened, torch.tensor([[0.3, 0.4], [0.0, 0.25]]))
rows.tolist() == [[3, 4], [0, 0.25]]
""",
        ),
    ),
)

_LARGE = """\
V = {all}  # words in the whole vocabulary
embedding = nn.Embedding(V, 50)
linear = nn.Linear(V, 50, bias=False)
START
embedding.weight.std()
linear.weight.std()
vector = embedding(torch.tensor([0]))
scores = vector @ embedding.weight.T
loss = F.cross_entropy(scores, torch.tensor([1]))
loss
torch.tensor(V).log()
"""

LARGE = Trap(
    "large",
    "A large start",
    "nn.Embedding starts with small weights, as nn.Linear does.",
    wrong=_LARGE.replace("START\n", ""),
    right=_LARGE.replace("START", "weight = nn.init.normal_(embedding.weight, std=0.02)"),
    shows="bool(embedding.weight.std() < 0.1 and loss < 1.1 * torch.tensor(V).log())",
    taken="The code uses all {all:,} words and 50 dimensions.",
    why=(
        Reason(
            "nn.Embedding draws from N(0, 1), with std 1 whatever the number of words; nn.Linear(V, D) "
            "draws between -1/√V and 1/√V, a range that shrinks with every word.",
            """\
all(0.95 < nn.Embedding(V, 50).weight.std() < 1.05 for V in [100, 10000])
all(nn.Linear(V, 50).weight.abs().max() <= V**-0.5 for V in [2, 100, 10000])
all(nn.Linear(V, 50).weight.abs().max() > 0.9 * V**-0.5 for V in [2, 100, 10000])
""",
        ),
        Reason(
            "D numbers from N(0, 1) make a vector about √D long. When scores are dot products of such "
            "vectors, each word's score with itself towers above the others, so the first prediction is "
            "confident and wrong.",
            """\
vectors = nn.Embedding(1000, 50).weight
bool(0.95 < vectors.norm(dim=1).mean() / 50**0.5 < 1.05)
bool(F.softmax(vectors @ vectors.T, dim=1).diag().median() > 0.99)
""",
        ),
        Reason(
            "With small weights, the first prediction is nearly uniform: its loss is about log(V).",
            """\
vectors = nn.init.normal_(nn.Embedding(1000, 50).weight, std=0.02)
loss = F.cross_entropy(vectors[:1] @ vectors.T, torch.tensor([1]))
bool(abs(loss - torch.tensor(1000).log()) < 0.01)
""",
        ),
    ),
)
