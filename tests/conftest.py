"""Set-up for all tests."""

import os
from functools import cache

os.environ["FIRST_LAYER_WORKERS"] = "0"  # tests look inside runs; those of worker processes start their own

import playground  # noqa: F401, I001 - before PyTorch, which it tells in which order to sum

import torch
from streamlit.components.v2 import manifest_scanner

torch.set_num_threads(1)  # as the app does: these layers are too small to be shared out

# AppTest searches all that is installed for components at each run, which takes longer than the page does.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
