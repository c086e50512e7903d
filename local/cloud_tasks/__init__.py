"""Cloud Tasks: queues, attempts, rates, over gRPC and REST."""
