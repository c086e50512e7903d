import os

# A fork that meets a call of gRPC on its way may abort in the child (seen with grpcio 1.85: "epoll_wait error: Bad file
# descriptor"); tests start local Firebase while their clients are open. Read when grpc is first used.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
