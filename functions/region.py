"""Where the functions and their queues run. `main.py` deploys there, `cloud_tasks/enqueue.py` addresses tasks there."""

REGION = "asia-southeast1"
