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
    "A number is a number: 0.0 is as good an index as 0.",
    wrong=_FLOATS.replace("TENSOR", "torch.Tensor"),
    right=_FLOATS.replace("TENSOR", "torch.tensor") + "vectors\n",
    shows="torch.equal(vectors, embedding.weight[:2])",
    error="RuntimeError",
    why=(
        Reason(
            "An index says which row, so Embedding takes int64 (Long) or int32 (Int) and nothing else.",
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
            "torch.Tensor with a capital T makes float32 of whatever it is given; torch.tensor keeps whole numbers "
            "whole.",
            """\
torch.Tensor([0, 1]).dtype == torch.float32
torch.tensor([0, 1]).dtype == torch.int64
""",
        ),
        Reason(
            "Floats that came from elsewhere become int64 with .long().",
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
    "My words have the numbers 1 to V, so V rows are enough.",
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
            "The rows of nn.Embedding(V, D) are numbered 0 to V - 1, so there is none with number V.",
            """\
embedding = nn.Embedding(3, 2)
torch.equal(embedding(torch.tensor([0, 1, 2])), embedding.weight)
embedding(torch.tensor([3]))
""",
            error="IndexError",
        ),
        Reason(
            "All other words find a row, so the mistake is seen only when the last word comes.",
            """\
embedding = nn.Embedding(3, 2)
torch.equal(embedding(torch.tensor([1, 2])), embedding.weight[1:])
""",
        ),
        Reason(
            "Negative numbers don't count from the end, as they do in a list: they are out of range too.",
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
            "F.one_hot makes whole numbers (int64, “Long”), and the weight of nn.Linear is float32 (“Float”).",
            """\
F.one_hot(torch.tensor([0]), 3).dtype == torch.int64
nn.Linear(3, 2).weight.dtype == torch.float32
""",
        ),
        Reason(
            "+ and * turn whole numbers into floats where they meet them.",
            """\
(torch.tensor([1]) + torch.tensor([0.5])).tolist() == [1.5]
(torch.tensor([1]) * torch.tensor([0.5])).tolist() == [0.5]
""",
        ),
        Reason(
            "A matrix product does not.",
            """\
torch.tensor([[1]]) @ torch.tensor([[0.5]])
""",
            error="RuntimeError",
        ),
        Reason(
            "So add .float(), or take rows of torch.eye(V), which are floats from the beginning.",
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
    "The weight of nn.Linear has a row for each word, as that of nn.Embedding has.",
    wrong="""\
rows = torch.rand({V}, {W})  # a row for each word
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
rows = torch.rand({V}, {W})  # a row for each word
linear = nn.Linear({V}, {W}, bias=False)
linear.weight.shape
linear.weight = nn.Parameter(rows.T.clone())
vectors = linear(torch.eye({V}))
torch.equal(vectors, rows)
""",
    shows="torch.equal(vectors, rows)",
    taken="The code is written for {V} of {all:,} words with D = {W}, the end of the wrong one with D = {V}.",
    error="RuntimeError",
    why=(
        Reason(
            "nn.Linear(V, D) computes x @ weight.T, so its weight is (D, V): a column for each word.",
            """\
linear = nn.Linear(3, 2, bias=False)
linear.weight.shape == (2, 3)
torch.equal(linear(torch.eye(3)), torch.eye(3) @ linear.weight.T)
""",
        ),
        Reason(
            "Assigning a Parameter checks no shape, so the error comes later, when the layer is called.",
            """\
linear = nn.Linear(3, 2, bias=False)
linear.weight = nn.Parameter(torch.rand(3, 2))
linear.weight.shape == (3, 2)
linear(torch.eye(3))
""",
            error="RuntimeError",
        ),
        Reason(
            "With V == D there is none at all, and each word gets the vector that was meant to be a column.",
            """\
linear, rows = nn.Linear(3, 3, bias=False), torch.rand(3, 3)
linear.weight = nn.Parameter(rows)
torch.equal(linear(torch.eye(3)), rows.T)
not torch.equal(linear(torch.eye(3)), rows)
""",
        ),
    ),
)
