"""A refusal of a call by a service or a watcher of this process."""

import grpc


class Refused(Exception):
    """The call ends with this status; nothing has been done."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self.code = code
        self.details = details
