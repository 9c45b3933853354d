"""Set-up for all tests."""

import os

os.environ["FIRST_LAYER_WORKERS"] = "0"  # tests look inside runs; those of worker processes start their own

import playground  # noqa: F401, I001 - before PyTorch, which it tells in which order to sum

import torch

torch.set_num_threads(1)  # as the app does: these layers are too small to be shared out
