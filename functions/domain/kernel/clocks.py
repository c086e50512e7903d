"""How far the clocks of the machines that we run on are apart."""

from datetime import timedelta
from typing import Final

# Cloud Tasks' clock and that of an instance.
CLOCKS_APART: Final = timedelta(seconds=2)
