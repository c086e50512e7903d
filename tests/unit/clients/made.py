"""What is made of the models, made once for all tests of it."""

from pathlib import Path

from clients.files import made_files

ROOT = Path(__file__).resolve().parents[3]
MADE = made_files(ROOT)
