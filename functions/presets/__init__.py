"""The businesses that Regulars knows, each a YAML file of settings."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import field_faults
from functions.domain.settings.business import Settings
from functions.domain.templates.checks import check_templates

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The presets that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(name: str) -> Settings:
    """A preset's settings. Malformed names the preset, and each field that is wrong with its reason."""
    if name not in names():
        reason = f"is not one of: {', '.join(names())}"
        raise Malformed("preset", [FieldFault(name, reason)])
    return parse(name, (FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Settings:
    """Settings as YAML, checked down to the templates' syntax."""
    what = f"preset {name}"
    try:
        settings = Settings.model_validate(yaml.safe_load(text))
        check_templates(settings)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "file"
        raise Malformed(what, [FieldFault(place, str(getattr(error, "problem", error)))]) from None
    except ValidationError as error:
        raise Malformed(what, field_faults(error)) from None
    except Malformed as error:
        raise Malformed(what, error.faults) from None
    return settings
