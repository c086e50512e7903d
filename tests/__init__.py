"""Tests start processes while gRPC is in use. Its handling of forks now and then stops a child before it begins."""

import os

os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
