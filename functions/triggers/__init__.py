"""Something was written or published: the fast path. What it misses, the tick finds."""
