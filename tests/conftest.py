"""Set-up for all tests."""

import torch

torch.set_num_threads(1)  # as the app does: these layers are too small to be shared out
