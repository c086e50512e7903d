"""The businesses that Regulars knows, a folder each: `settings.yaml`, and a folder for each kind of configuration.

`templates/<template>.<language>.yaml` holds what a translator writes, `templates/<template>.yaml` what all languages
have in common. A document of any other collection is one file, `<collection>/<id>.yaml`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from functions.domain.configuration.kinds import DOCUMENT_ID, KINDS
from functions.domain.configuration.provisioning import Preset, preset_faults
from functions.domain.configuration.references import Ref
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import field_faults
from functions.domain.settings.business import Settings
from functions.domain.settings.types import Setting
from functions.presets import templates
from functions.presets.files import File, read_files

FOLDER = Path(__file__).parent
SETTINGS_FILE = "settings.yaml"


def names(folder: Path = FOLDER) -> list[str]:
    """The presets that there are."""
    return sorted(path.parent.name for path in folder.glob(f"*/{SETTINGS_FILE}"))


def load(name: str, folder: Path = FOLDER) -> Preset:
    """A preset, checked down to its templates' syntax and use. Malformed names the preset, and for everything that is
    wrong the file, the line or field, and the reason.
    """
    if name not in names(folder):
        raise Malformed("preset", [FieldFault(name, f"is not one of: {', '.join(names(folder))}")])
    reader = _Reader()
    files, reader.faults = read_files(folder / name)
    settings = reader.settings(next((file for file in files if file.path == SETTINGS_FILE), None))
    contents = reader.contents([file for file in files if file.path != SETTINGS_FILE])
    if settings is not None and not reader.faults:
        preset = Preset(name, settings, contents)
        reader.faults += [FieldFault(_place(fault.path), fault.message) for fault in preset_faults(preset)]
        if not reader.faults:
            return preset
    raise Malformed(f"preset {name}", reader.faults)


class _Reader:
    """Makes the files of a preset what they say, and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[FieldFault] = []

    def settings(self, file: File | None) -> Settings | None:
        if file is None:
            return None
        try:
            return Settings.model_validate(file.content)
        except ValidationError as error:
            self._add(error, "settings")
            return None

    def contents(self, files: Sequence[File]) -> dict[Ref, Setting]:
        for file in files:
            if file.folder not in KINDS:
                self.faults.append(FieldFault(file.path, "belongs to no collection of configuration"))
        written = self._written([file for file in files if file.folder in KINDS])
        contents = {ref: self._content(ref, content) for ref, content in written.items()}
        return {ref: content for ref, content in contents.items() if content is not None}

    def _written(self, files: Sequence[File]) -> dict[Ref, Any]:
        """A document of each file, and of templates of all files that are about one."""
        found, faults = templates.assemble([file for file in files if file.folder == templates.FOLDER])
        self.faults += faults
        others = [file for file in files if file.folder != templates.FOLDER]
        return {Ref(templates.FOLDER, id): content for id, content in found.items()} | {
            Ref(file.folder, file.stem): file.content for file in others
        }

    def _content(self, ref: Ref, written: Any) -> Setting | None:
        if not DOCUMENT_ID.fullmatch(ref.id):
            reason = f"has no name of the form {DOCUMENT_ID.pattern}"
            self.faults.append(FieldFault(f"{ref.collection}/{ref.id}.yaml", reason))
        try:
            return KINDS[ref.collection].content.model_validate(written)
        except ValidationError as error:
            self._add(error, ".".join(ref))
            return None

    def _add(self, error: ValidationError, where: str) -> None:
        self.faults += [
            FieldFault(_place(f"{where}.{fault.path}"), fault.message) for fault in field_faults(error)
        ]


def _place(path: str) -> str:
    """The file, and the field there, of a path as it is in the configuration."""
    collection, _, rest = path.partition(".")
    if collection not in KINDS:
        return f"{collection}.yaml: {rest}"
    id, _, field = rest.partition(".")
    return (
        templates.place(id, field) if collection == templates.FOLDER else f"{collection}/{id}.yaml: {field}"
    )
