"""Traps of looking up: numbers, one-hot vectors and shapes that don't fit."""

from playground.teaching.traps.trap import Reason, Trap

_FLOATS = """\
vocab = {vocab}
embedding = nn.Embedding({V}, {D})
ids = TENSOR([vocab[{one}], vocab[{other}]])
ids.dtype
vectors = embedding(ids)
"""

FLOATS = Trap(
    "floats",
    "Float indices",
    "A number is a number: 0.0 works as an index just like 0.",
    wrong=_FLOATS.replace("TENSOR", "torch.Tensor"),
    right=_FLOATS.replace("TENSOR", "torch.tensor") + "vectors\n",
    shows="torch.equal(vectors, embedding.weight[:2])",
    error="RuntimeError",
    why=(
        Reason(
            "An index selects a row, so Embedding accepts only int64 (Long) or int32 (Int).",
            """\
embedding = nn.Embedding(3, 2)
takes = []
for dtype in [torch.int64, torch.int32, torch.int16, torch.uint8, torch.bool, torch.float16, torch.float64]:
    try:
        rows = embedding(torch.zeros(1, dtype=dtype))
        takes.append(dtype)
    except RuntimeError:
        pass

takes == [torch.int64, torch.int32]
""",
        ),
        Reason(
            "torch.Tensor, with a capital T, turns everything into float32; torch.tensor keeps integers as integers.",
            """\
torch.Tensor([0, 1]).dtype == torch.float32
torch.tensor([0, 1]).dtype == torch.int64
""",
        ),
        Reason(
            "Convert floats that come from elsewhere to int64 with .long().",
            """\
torch.tensor([0.0, 1.0]).long().dtype == torch.int64
torch.tensor([0.0, 1.0]).long().tolist() == [0, 1]
""",
        ),
    ),
)

RANGE = Trap(
    "range",
    "Out of range",
    "My words are numbered 1 to V, so V rows are enough.",
    wrong="""\
vocab = {vocab_from_1}
embedding = nn.Embedding(len(vocab), {D})
embedding(torch.tensor([vocab[{one}]]))
vectors = embedding(torch.tensor([vocab[{last}]]))
""",
    right="""\
vocab = {vocab}
embedding = nn.Embedding(len(vocab), {D})
embedding(torch.tensor([vocab[{one}]]))
vectors = embedding(torch.tensor([vocab[{last}]]))
vectors
""",
    shows="torch.equal(vectors[0], embedding.weight[-1])",
    error="IndexError",
    why=(
        Reason(
            "The rows of nn.Embedding(V, D) are numbered 0 to V - 1, so there is no row V.",
            """\
embedding = nn.Embedding(3, 2)
torch.equal(embedding(torch.tensor([0, 1, 2])), embedding.weight)
embedding(torch.tensor([3]))
""",
            error="IndexError",
        ),
        Reason(
            "All other words find a row, so the mistake shows only when the last word is looked up.",
            """\
embedding = nn.Embedding(3, 2)
torch.equal(embedding(torch.tensor([1, 2])), embedding.weight[1:])
""",
        ),
        Reason(
            "Unlike in a list, negative numbers don't count from the end: they are out of range too.",
            """\
embedding = nn.Embedding(3, 2)
[0, 1, 2][-1] == 2
embedding(torch.tensor([-1]))
""",
            error="IndexError",
        ),
    ),
)

_ONE_HOT = """\
vocab = {vocab}
linear = nn.Linear({V}, {D}, bias=False)
ids = torch.tensor([vocab[{one}], vocab[{other}]])
one_hot = F.one_hot(ids, {V})FLOAT
one_hot
one_hot.dtype
vectors = linear(one_hot)
"""

ONE_HOT = Trap(
    "one_hot",
    "One-hot without float",
    "F.one_hot makes vectors, and nn.Linear takes vectors.",
    wrong=_ONE_HOT.replace("FLOAT", ""),
    right=_ONE_HOT.replace("FLOAT", ".float()") + "vectors\n",
    shows="torch.equal(vectors, linear.weight.T[:2])",
    error="RuntimeError",
    why=(
        Reason(
            "F.one_hot makes integers (int64, “Long”), but the weight of nn.Linear is float32 (“Float”).",
            """\
F.one_hot(torch.tensor([0]), 3).dtype == torch.int64
nn.Linear(3, 2).weight.dtype == torch.float32
""",
        ),
        Reason(
            "+ and * convert integers to floats when the two are mixed.",
            """\
(torch.tensor([1]) + torch.tensor([0.5])).tolist() == [1.5]
(torch.tensor([1]) * torch.tensor([0.5])).tolist() == [0.5]
""",
        ),
        Reason(
            "A matrix product doesn't.",
            """\
torch.tensor([[1]]) @ torch.tensor([[0.5]])
""",
            error="RuntimeError",
        ),
        Reason(
            "So add .float(), or use rows of torch.eye(V), which are floats already.",
            """\
ids = torch.tensor([2, 0])
torch.eye(3).dtype == torch.float32
torch.equal(torch.eye(3)[ids], F.one_hot(ids, 3).float())
""",
        ),
    ),
)

TRANSPOSED = Trap(
    "transposed",
    "Transposed shape",
    "Like nn.Embedding, nn.Linear has one row per word in its weight.",
    wrong="""\
rows = torch.rand({V}, {W})  # one row per word
linear = nn.Linear({V}, {W}, bias=False)
linear.weight = nn.Parameter(rows)
vectors = linear(torch.eye({V}))

rows = torch.rand({V}, {V})  # D == V
linear = nn.Linear({V}, {V}, bias=False)
linear.weight = nn.Parameter(rows)
vectors = linear(torch.eye({V}))
torch.equal(vectors, rows)
torch.equal(vectors, rows.T)
""",
    right="""\
rows = torch.rand({V}, {W})  # one row per word
linear = nn.Linear({V}, {W}, bias=False)
linear.weight.shape
linear.weight = nn.Parameter(rows.T.clone())
vectors = linear(torch.eye({V}))
torch.equal(vectors, rows)
""",
    shows="torch.equal(vectors, rows)",
    taken="The code uses {V} of the {all:,} words and D = {W}; the wrong version ends with D = {V}.",
    error="RuntimeError",
    why=(
        Reason(
            "nn.Linear(V, D) computes x @ weight.T, so its weight is (D, V): one column per word.",
            """\
linear = nn.Linear(3, 2, bias=False)
linear.weight.shape == (2, 3)
torch.equal(linear(torch.eye(3)), torch.eye(3) @ linear.weight.T)
""",
        ),
        Reason(
            "Assigning a Parameter doesn't check its shape, so the error comes later, when the layer is called.",
            """\
linear = nn.Linear(3, 2, bias=False)
linear.weight = nn.Parameter(torch.rand(3, 2))
linear.weight.shape == (3, 2)
linear(torch.eye(3))
""",
            error="RuntimeError",
        ),
        Reason(
            "With V == D there is no error at all, and each word gets a column instead of its row.",
            """\
linear, rows = nn.Linear(3, 3, bias=False), torch.rand(3, 3)
linear.weight = nn.Parameter(rows)
torch.equal(linear(torch.eye(3)), rows.T)
not torch.equal(linear(torch.eye(3)), rows)
""",
        ),
    ),
)
