"""`python -m clients`: write schemas/ and the made files of flutter/ anew."""

from pathlib import Path

from clients.files import write_files

if __name__ == "__main__":
    write_files(Path())
