"""A plan in words: the business's templates in the customer's language, with the package's facts of this moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from functions.domain.customers.names import spoken_name
from functions.domain.kernel.money import minor_digits, money_text
from functions.domain.language.faqs import answer_in
from functions.domain.messages.attachments import Attachment, attachment_of, link_of
from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import WHATSAPP_CAPTION, WHATSAPP_TEXT
from functions.domain.replies.plans import Kind, Part, Plan
from functions.domain.settings.packages import ITINERARY, Package
from functions.domain.templates.rendering import Variables
from functions.domain.templates.writer import render

T = TypeVar("T")

_BULLET = "- "
_SWAPPED = str.maketrans(".,", ",.")
# They tell of one package, of which a file goes along.
_TELLS_OF_ONE: Final[frozenset[Kind]] = frozenset({"welcome_code", "offer", "details"})


@dataclass(frozen=True)
class Writing:
    """What a plan is put in words with. `seats`: how many are left, by package; `listed`: the packages of its list."""

    org: Org
    language: str
    name: str | None
    seats: Mapping[str, int]
    listed: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """`text`, and the file that goes along, whose caption it then is."""

    text: str
    attachment: Attachment | None = None


def packages_to_tell(org: Org, plan: Plan, today_sold: tuple[str, ...]) -> tuple[str, ...]:
    """The packages whose facts an answer has: those of its list, and the one that it is about."""
    most = org.settings.assistant.most_listed
    listed = _listed(plan, today_sold)[:most]
    about = {part.kind for part in plan.parts} & _TELLS_OF_ONE
    named = (plan.chat.package_id,) if about and plan.chat.package_id else ()
    return tuple(dict.fromkeys((*named, *listed)))


def written(writing: Writing, plan: Plan) -> Answer:
    """The answer, a paragraph a part. Raises MissingVariable or TemplateFailed where a template is at fault."""
    text = "\n\n".join(_paragraph(writing, plan, part) for part in plan.parts)[:WHATSAPP_TEXT]
    attachment = next(filter(None, (_attachment(writing.org, plan, part) for part in plan.parts)), None)
    if attachment is not None and len(text) > WHATSAPP_CAPTION:
        return Answer(f"{text}\n\n{attachment.url}"[:WHATSAPP_TEXT])
    return Answer(text, attachment)


def price_text(minor: int, currency: str, language: str) -> str:
    """An amount as the readers of a language write it in a chat, rupiah as the seed does: `Rp 25.000.000` in Bahasa
    (S003-11), `Rp 25,000,000` in other languages.
    """
    if currency != "IDR":
        return _without_empty_decimals(minor, currency, money_text(minor, currency, language))
    whole, rest = divmod(minor, 10 ** minor_digits(currency))
    text = f"Rp {whole:,}" + (f".{rest:02}" if rest else "")
    return text.translate(_SWAPPED) if language.partition("-")[0].lower() == "id" else text


def _without_empty_decimals(minor: int, currency: str, text: str) -> str:
    digits = minor_digits(currency)
    if not digits or minor % 10**digits:
        return text
    return text.removesuffix("." + "0" * digits).removesuffix("," + "0" * digits)


def _listed(plan: Plan, today_sold: tuple[str, ...]) -> tuple[str, ...]:
    for part in plan.parts:
        if part.kind in ("welcome", "packages"):
            return part.about or today_sold
    return ()


def _paragraph(writing: Writing, plan: Plan, part: Part) -> str:
    if part.text is not None:
        return part.text
    if part.kind == "medium":
        return _of_medium(writing, plan, part)
    if part.kind == "faq":
        faq = writing.org.faqs[part.about[0]]
        return answer_in(faq, writing.language, writing.org.settings.locale)
    templates = writing.org.settings.assistant.templates
    assert templates is not None, "an assistant that is enabled has templates"
    # The business may have no words of its own for a model that is away.
    template = getattr(templates, part.kind) or templates.handover
    return render(
        writing.org,
        template,
        locale=writing.language,
        variables=_variables(writing, plan),
    )


def _of_medium(writing: Writing, plan: Plan, part: Part) -> str:
    """Its caption, else the package's name; of a place the map."""
    package = writing.org.packages[plan.chat.package_id or ""]
    medium = package.all_media[part.about[0]]
    caption = _of_language(medium.caption, writing.language) or _name(package, writing.language)
    return caption if attachment_of(medium) is not None else f"{caption}\n{link_of(medium)}"


def _variables(writing: Writing, plan: Plan) -> Variables:
    package = writing.org.packages.get(plan.chat.package_id or "")
    facts = _facts(writing, plan.chat.package_id or "", package) if package is not None else _NO_FACTS
    list_ = "\n".join(_line(writing, number, id) for number, id in enumerate(writing.listed, start=1))
    return {"name": spoken_name(writing.name), **facts, "packages": list_ or None}


_FACTS = (
    *("package", "code", "price", "departs_on", "days", "seats", "features", "hotel", "inclusions"),
    *("exclusions", "payment_terms", "brochure_url", "itinerary_url"),
)
_NO_FACTS: Variables = dict.fromkeys(_FACTS)


def _line(writing: Writing, number: int, id: str) -> str:
    templates = writing.org.settings.assistant.templates
    assert templates is not None, "an assistant that is enabled has templates"
    facts = _facts(writing, id, writing.org.packages[id])
    variables = {"name": None, "number": number, **facts}
    return render(writing.org, templates.package_line, locale=writing.language, variables=variables)


def _facts(writing: Writing, id: str, package: Package) -> Variables:
    language = writing.language
    return {
        "package": _name(package, language),
        "code": package.code,
        "price": price_text(package.price_minor, writing.org.settings.currency, language),
        "departs_on": package.departs_on.isoformat(),
        "days": package.duration_days,
        "seats": writing.seats.get(id, package.quota),
        "features": _bullets(_of_language(package.key_features, language)),
        "hotel": _of_language(package.hotel, language),
        "inclusions": _bullets(_of_language(package.inclusions, language)),
        "exclusions": _bullets(_of_language(package.exclusions, language)),
        "payment_terms": _of_language(package.payment_terms, language),
        "brochure_url": package.brochure_image_url,
        "itinerary_url": package.itinerary_document_url,
    }


def _of_language(texts: Mapping[str, T], language: str) -> T | None:
    """What is there in a language, else in the first that there is; None of nothing."""
    plain = {tag.partition("-")[0].lower(): text for tag, text in texts.items()}
    return plain.get(language.partition("-")[0].lower(), next(iter(texts.values()), None))


def _name(package: Package, language: str) -> str:
    called = {tag.partition("-")[0].lower(): name for tag, name in package.called.items()}
    return called.get(language.partition("-")[0].lower(), package.name)


def _bullets(lines: tuple[str, ...] | None) -> str | None:
    return "\n".join(f"{_BULLET}{line}" for line in lines) if lines else None


def _attachment(org: Org, plan: Plan, part: Part) -> Attachment | None:
    package = org.packages.get(plan.chat.package_id or "")
    wanted = _medium_of(org, part)
    if package is None or wanted is None or wanted not in package.all_media:
        return None
    return attachment_of(package.all_media[wanted])


def _medium_of(org: Org, part: Part) -> str | None:
    """The medium of the package that goes along with a paragraph."""
    if part.kind in ("medium", "model"):
        return next(iter(part.about), None)
    if part.kind in _TELLS_OF_ONE:
        return ITINERARY if part.kind == "details" else org.settings.assistant.medium
    return None
