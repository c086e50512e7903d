"""`python -m rules`: write firestore.rules and docs/permissions.md anew."""

from pathlib import Path

from rules.firestore_rules import rules_text
from rules.permissions_page import page_text

FILES = {"firestore.rules": rules_text, "docs/permissions.md": page_text}

if __name__ == "__main__":
    for name, text_of in FILES.items():
        Path(name).write_text(text_of(), encoding="utf-8")
