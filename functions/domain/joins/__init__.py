"""Two customers of one person become one, and can be taken apart again (docs/decisions/0017)."""
