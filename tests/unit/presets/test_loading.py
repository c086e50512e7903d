"""A preset's mistakes are said in one sentence that names the preset, the file, the place and the reason."""

import shutil
from pathlib import Path

import pytest
import yaml

from functions import presets
from functions.domain.configuration.references import Ref
from functions.domain.kernel.errors import Malformed
from functions.domain.settings.templates import TemplateSettings


def a_cafe(folder: Path, **changes: str | None) -> Path:
    """A copy of the café's preset in a folder of presets, with other texts in some files; None: without the file."""
    shutil.copytree(presets.FOLDER / "cafe", folder / "cafe", dirs_exist_ok=True)
    for name, text in changes.items():
        file = folder / "cafe" / name
        file.parent.mkdir(exist_ok=True)
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    """What is said of the café of a folder."""
    with pytest.raises(Malformed) as caught:
        presets.load("cafe", folder)
    return str(caught.value)


def text_of(name: str) -> str:
    return (presets.FOLDER / "cafe" / name).read_text(encoding="utf-8")


def with_line(name: str, old: str, new: str) -> dict[str, str | None]:
    """A file of the café's preset with a part of it replaced."""
    assert text_of(name).count(old) == 1, old
    return {name: text_of(name).replace(old, new)}


def test_a_template_is_put_together_from_what_is_common_and_each_language(tmp_path: Path) -> None:
    files: dict[str, str | None] = {
        "templates/news.yaml": (
            "purpose: marketing\npush: {link: 'app://news'}\nwhatsapp: {name: news, parameters: [x]}\n"
            "variables: {issue: {sample: 7}}"
        ),
        "templates/news.en.yaml": "body: News\npush: {title: Read}\nwhatsapp: {language: en_GB}",
        "templates/news.pt-BR.yaml": (
            "body: Novas\nemail: {subject: Novas, html: <p>x</p>}\nwhatsapp: {language: pt_BR, name: novas}"
        ),
    }
    preset = presets.load("cafe", a_cafe(tmp_path, **files))
    assert preset.contents[Ref("templates", "news")] == TemplateSettings.model_validate(
        {
            "purpose": "marketing",
            "bodies": {"en": "News", "pt-BR": "Novas"},
            "variables": {"issue": {"sample": 7}},
            "push": {"title": {"en": "Read"}, "link": "app://news"},
            "email": {"subject": {"pt-BR": "Novas"}, "html": {"pt-BR": "<p>x</p>"}},
            "whatsapp": {
                "name": "news",
                "names": {"pt-BR": "novas"},
                "languages": {"en": "en_GB", "pt-BR": "pt_BR"},
                "parameters": ["x"],
            },
        }
    )


@pytest.mark.parametrize("name", ["no_such", "", "../cafe", "cafe.yaml", "CAFE"])
def test_an_unknown_preset_is_answered_with_those_that_there_are(name: str) -> None:
    with pytest.raises(Malformed) as caught:
        presets.load(name)
    assert str(caught.value) == f"preset: {name}: is not one of: {', '.join(presets.names())}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("currency: INR", "currency: RUPEE", "currency: is not a currency (ISO 4217, like INR)"),
        (
            "country: IN",
            "country: INDIA",
            "country: is not a country that libphonenumber knows (ISO 3166, like IN)",
        ),
        (
            "country: IN",
            "country: no",
            "country: Input should be a valid string",
        ),  # YAML's own trap for Norway
        ("locale: en-IN", "locale: english", "locale: is not a language tag that CLDR knows (like en-IN)"),
        (
            "timezone: Asia/Kolkata",
            "timezone: IST5",
            "timezone: is not a time zone (IANA, like Asia/Kolkata)",
        ),
        ("country: IN", "country: IN\ncolour: red", "colour: Extra inputs are not permitted"),
        ("country: IN\n", "", "country: Field required"),
        ("per_amount: 100,", "per_amount: lots,", "loyalty.earn.per_amount: Input should be a valid decimal"),
        ("per_amount: 100,", "per_amount: -1,", "loyalty.earn.per_amount: Input should be greater than 0"),
        ("points: 1}", "points: 1.5}", "loyalty.earn.points: Input should be a valid integer"),
        ("{crm: true, loyalty: true}", "{crm: perhaps}", "features.crm: Input should be a valid boolean"),
        ("- name: gold", "- name: silver", "loyalty.tiers: two have the same name"),
        (
            "any: {lifetime_points: 50, orders: 20}",
            "any: {}",
            "loyalty.tiers: gold has no threshold, so no customer would be in the tier below it",
        ),
        (
            "any: {lifetime_points: 50, orders: 20}",
            "any: {stars: 5}",
            "loyalty.tiers.1.any.stars.[key]: Input should be 'orders', 'spend' or 'lifetime_points'",
        ),
        (
            "any: {lifetime_points: 50, orders: 20}",
            "any: {orders: 1}\n      all: {spend: 1}",
            "loyalty.tiers.1: has thresholds under both `any` and `all`; give one of them",
        ),
        (
            "[push, whatsapp, sms, email]",
            "[push, fax]",
            "channels.1: Input should be 'push', 'whatsapp', 'sms' or 'email'",
        ),
        ("country: IN\n", "country: [IN\n", "line 4: expected ',' or ']', but got ':'"),
        ("country: IN\n", "country: IN\ncountry: ID\n", "line 4: country stands here a second time"),
    ],
)
def test_a_mistake_in_the_settings_is_said_with_its_place_and_reason(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    folder = a_cafe(tmp_path, **with_line("settings.yaml", old, new))
    assert refusal(folder).startswith(f"preset cafe: settings.yaml: {message}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            with_line("templates/tier_upgrade.yaml", "purpose: transactional", "purpose: spam"),
            "templates/tier_upgrade.yaml: purpose: Input should be 'marketing'",
        ),
        (
            with_line("templates/tier_upgrade.yaml", "resend: true", "resent: true"),
            "templates/tier_upgrade.yaml: resent: Extra inputs are not permitted",
        ),
        (
            with_line("templates/winback_60.yaml", "name: winback_60", "name: win back"),
            "templates/winback_60.yaml: whatsapp.name: String should match pattern",
        ),
        (
            {
                "templates/winback_60.yaml": text_of("templates/winback_60.yaml")
                + '  buttons: {0: "{{ days }"}\n'
            },
            "templates/winback_60.yaml: whatsapp.buttons.0: unexpected '}'",
        ),
        (
            with_line(
                "templates/tier_upgrade.en.yaml", "You{% endif %} are {{ tier", "You{% end %} are {{ tier"
            ),
            "templates/tier_upgrade.en.yaml: body: Encountered unknown tag 'end'",
        ),
        (
            with_line("templates/winback_60.hi.yaml", "  title: |-\n", "  title: |-\n    {{ coupon }}\n"),
            "templates/winback_60.hi.yaml: push.title: asks for coupon, which is not declared",
        ),
        (
            with_line("templates/winback_30.mr.yaml", "  html: |-", "  htlm: |-"),
            "templates/winback_30.mr.yaml: email.htlm: Extra inputs are not permitted",
        ),
        (
            with_line("templates/winback_30.mr.yaml", "body: |-", "bdy: |-"),
            "templates/winback_30.mr.yaml: body: Field required",
        ),
        (
            with_line("templates/winback_30.mr.yaml", "language: mr", "language: no"),
            "templates/winback_30.mr.yaml: whatsapp.language: Input should be a valid string",
        ),
        ({"templates/winback_30.klingon.yaml": "body: x"}, "is not a language tag that CLDR knows"),
        (
            {"templates/news.en.yaml": "body: x"},
            "templates/news.yaml: is missing: it says what all languages have in common",
        ),
        ({"templates/news.yaml": "purpose: marketing"}, "templates/news.yaml: bodies: Field required"),
        (
            {"templates/News.yaml": "purpose: marketing", "templates/News.en.yaml": "body: x"},
            "templates/News.yaml: has no name of the form",
        ),
        (
            {"tempaltes/news.yaml": "purpose: marketing"},
            "tempaltes/news.yaml: belongs to no collection of configuration",
        ),
        (
            {"templates/winback_30.en.yaml": "body: 'x"},
            "templates/winback_30.en.yaml: line 1: found unexpected end of stream",
        ),
        ({"templates/winback_30.en.yaml": ""}, "templates/winback_30.en.yaml: body: Input should be a valid"),
        ({"templates/winback_30.yaml": "[x]"}, "templates/winback_30.yaml: body: Input should be a valid"),
    ],
)
def test_a_mistake_in_a_template_is_said_with_its_file_place_and_reason(
    tmp_path: Path, changes: dict[str, str | None], message: str
) -> None:
    assert message in refusal(a_cafe(tmp_path, **changes))


def test_what_is_no_text_is_said_with_its_file(tmp_path: Path) -> None:
    folder = a_cafe(tmp_path)
    (folder / "cafe" / "templates" / "winback_30.hi.yaml").write_bytes(b"body: \xff")
    assert refusal(folder) == "preset cafe: templates/winback_30.hi.yaml: is not UTF-8"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("country: IN\n\tlocale: en", "line 2"),
        ("country: IN\nlocale: 'en", "line 2"),
        ("country: &a *b", "line 1"),
        ("a: !!python/object/apply:os.system ['true']", "line 1"),
    ],
)
def test_what_is_no_yaml_is_said_with_its_line(tmp_path: Path, text: str, place: str) -> None:
    folder = a_cafe(tmp_path, **{"settings.yaml": text})
    assert refusal(folder).startswith(f"preset cafe: settings.yaml: {place}: ")


@pytest.mark.parametrize("text", ["", "just text", "[1, 2]", "7", "null"])
def test_what_is_no_map_of_settings_is_said(tmp_path: Path, text: str) -> None:
    message = "preset cafe: settings.yaml: body: Input should be a valid dictionary"
    assert refusal(a_cafe(tmp_path, **{"settings.yaml": text})) == message


def test_every_mistake_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    settings = yaml.safe_load(text_of("settings.yaml")) | {"currency": "RUPEE", "colour": "red"}
    folder = a_cafe(
        tmp_path,
        **{
            "settings.yaml": yaml.safe_dump(settings),
            "templates/winback_30.en.yaml": "bdy: x",
            "templates/winback_60.hi.yaml": "body: [",
        },
    )
    with pytest.raises(Malformed) as caught:
        presets.load("cafe", folder)
    assert [fault.path for fault in caught.value.faults] == [
        "templates/winback_60.hi.yaml: line 1",
        "settings.yaml: currency",
        "settings.yaml: colour",
        "templates/winback_30.en.yaml: body",
        "templates/winback_30.en.yaml: bdy",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("? [a]\n: b", "line 1: is no name"),
        ("? {a: b}\n: b", "line 1: is no name"),
        ("body: 2025-13-45", "cannot be read: ValueError"),
        ("body: " + "1" * 5000, "cannot be read: ValueError"),
        ("[" * 3000, "cannot be read: RecursionError"),
        ("a: &a [*a]", "a.0: is nested more than 16 levels deep"),
        ('body: "\\ud83d"', "body: has half a character"),
    ],
)
def test_a_file_of_any_yaml_is_refused_in_words(tmp_path: Path, content: str, message: str) -> None:
    folder = a_cafe(tmp_path, **{"templates/winback_30.en.yaml": content})
    assert f"templates/winback_30.en.yaml: {message}" in refusal(folder)


@pytest.mark.parametrize("name", ["templates/winback_30.fr.yml", "templates/winback_30.fr.YAML"])
def test_a_file_whose_name_ends_otherwise_is_not_left_out_without_a_word(tmp_path: Path, name: str) -> None:
    folder = a_cafe(tmp_path, **{name: "body: x"})
    end = name[name.rindex(".") :]
    assert refusal(folder) == f"preset cafe: {name}: ends in {end}, and only .yaml is read"


def test_yaml_that_opens_more_brackets_than_any_parser_can_follow_is_refused(tmp_path: Path) -> None:
    said = refusal(a_cafe(tmp_path, **{"templates/deep.yaml": "[" * 100_000}))
    assert said == "preset cafe: templates/deep.yaml: cannot be read: RecursionError"


def test_what_is_wrong_with_yaml_is_said_in_the_same_words_by_either_parser(tmp_path: Path) -> None:
    short = refusal(a_cafe(tmp_path, **{"templates/odd.yaml": "a: @x"}))
    assert "templates/odd.yaml: line 1: found character '@' that cannot start any token" in short
    long = refusal(a_cafe(tmp_path, **{"templates/odd.yaml": "a: @x\n" + "#" * 10_000}))
    assert long == short
