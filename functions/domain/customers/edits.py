"""Which change of a profile's field holds: kernel/edits.py, which other documents go by too."""

from functions.domain.kernel.edits import Edit, Edits, outdated, with_edit

__all__ = ["Edit", "Edits", "outdated", "with_edit"]
