"""gRPC servers, ports and who makes a call."""
