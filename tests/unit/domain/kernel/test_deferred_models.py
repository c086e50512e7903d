"""A model's validator is built when the model is first used, and requests come side by side."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pydantic import ValidationError

from functions.domain.kernel.decisions import Document, Value

THREADS = 16


def test_a_model_whose_first_uses_come_together_is_right_for_each_of_them() -> None:
    for _ in range(20):

        class Part(Value):
            count: int

        class Whole(Document):
            collection = "wholes"
            parts: tuple[Part, ...]

        together = Barrier(THREADS)

        def first_use(number: int, whole: type[Whole] = Whole, barrier: Barrier = together) -> int:
            barrier.wait()
            read = whole.model_validate({"id": "w", "parts": [{"count": number}], "unknown": 1})
            with pytest.raises(ValidationError):
                whole.model_validate({"id": "w"})
            return read.parts[0].count

        with ThreadPoolExecutor(THREADS) as threads:
            assert list(threads.map(first_use, range(THREADS))) == list(range(THREADS))
