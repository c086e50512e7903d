"""gRPC servers, ports, refusals, and which function makes a call."""
