"""A journey that a travel agency sells, as the business writes it (docs/packages.md). Its seats are kept apart."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from functions.domain.kernel.validation import MinorAmount, Text, is_date
from functions.domain.settings.addresses import HttpsAddress
from functions.domain.settings.types import LocaleTag, Setting, named_once

MOST_SEATS = 10_000
LONGEST_JOURNEY = 365  # days
_MEDIUM_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# PKG_MONTH_YEAR_TYPE (S003-16), the months as Indonesian or English shortens them.
_MONTHS = "JAN|FEB|MAR|APR|MEI|MAY|JUN|JUL|AGU|AGT|AUG|SEP|SEPT|OKT|OCT|NOV|DES|DEC"
CODE = re.compile(rf"[A-Z0-9]{{2,12}}_({_MONTHS})_20\d\d(_[A-Z0-9]{{1,20}}){{1,3}}")
# The names by which `Package.all_media` has what has a field of its own.
BROCHURE = "brochure"
ITINERARY = "itinerary"


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError("is not a code like UMR_MAR_2025_HEMAT: PKG_MONTH_YEAR_TYPE")
    return text


def _medium_id(text: str) -> str:
    if not _MEDIUM_ID.fullmatch(text):
        raise ValueError("is not an id like hotel_map")
    return text


def _day(given: Any) -> Any:
    """A day as JSON or YAML has it: never an instant, and no number of seconds."""
    if type(given) is date or (isinstance(given, str) and is_date(given)):
        return given
    raise ValueError("is not a day like 2025-03-15")


def _once(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len({text.casefold() for text in texts}) < len(texts):
        raise ValueError("says the same twice")
    return texts


PackageCode = Annotated[str, AfterValidator(_code)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
_Paragraph = Annotated[str, Field(strict=True, min_length=1, max_length=4000)]
_Line = Annotated[str, Field(strict=True, min_length=1, max_length=500)]
_Lines = Annotated[tuple[_Line, ...], Field(min_length=1, max_length=50), AfterValidator(_once)]
_Languages = Field(max_length=20)
NameByLanguage = Annotated[Mapping[LocaleTag, Text], _Languages]
TextByLanguage = Annotated[Mapping[LocaleTag, _Paragraph], _Languages]
ListByLanguage = Annotated[Mapping[LocaleTag, _Lines], _Languages]
MediumId = Annotated[str, AfterValidator(_medium_id)]
MediumKind = Literal["image", "document", "location", "video"]


class Medium(Setting):
    """What is sent beside a text: a file at `url`, or of a location its coordinates. `filename`: what a document is
    called at the reader's. `caption` by language.
    """

    kind: MediumKind
    url: HttpsAddress | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    filename: Text | None = None
    caption: NameByLanguage = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_what_its_kind_says(self) -> Self:
        has_place = self.latitude is not None and self.longitude is not None
        if self.kind == "location" and not has_place:
            raise ValueError("latitude: a location has latitude and longitude")
        if self.kind != "location" and self.url is None:
            raise ValueError(f"url: is missing, and {self.kind} is a file")
        if self.kind != "location" and (self.latitude is not None or self.longitude is not None):
            raise ValueError(f"latitude: is of a location, and this is of the kind {self.kind}")
        return self


class Package(Setting):
    """`code`: what ads and customers name it by, once in an organisation. `called`: its name in other languages than
    `name` is in. `price_minor`: for one person, in the currency of the organisation. `quota`: how many seats there are
    to sell; how many of them are taken is on `package_seats/{id}`. `media`: by id, beside the brochure and the
    itinerary. `payment_terms`, `hotel`, `key_features`, `inclusions`, `exclusions`: by language. `ad_ids`: the ads that
    lead to it. One that is not open is neither listed nor sold; what is booked stands.
    """

    code: PackageCode
    name: Text
    called: NameByLanguage = Field(default_factory=dict)
    price_minor: MinorAmount
    departs_on: Day
    duration_days: Annotated[int, Field(strict=True, ge=1, le=LONGEST_JOURNEY)]
    quota: Annotated[int, Field(strict=True, ge=0, le=MOST_SEATS)]
    brochure_image_url: HttpsAddress | None = None
    itinerary_document_url: HttpsAddress | None = None
    media: Annotated[Mapping[MediumId, Medium], Field(max_length=30)] = Field(default_factory=dict)
    key_features: ListByLanguage = Field(default_factory=dict)
    hotel: TextByLanguage = Field(default_factory=dict)
    inclusions: ListByLanguage = Field(default_factory=dict)
    exclusions: ListByLanguage = Field(default_factory=dict)
    payment_terms: TextByLanguage = Field(default_factory=dict)
    is_open: bool = True
    ad_ids: Annotated[tuple[Text, ...], Field(max_length=200), AfterValidator(named_once("an ad"))] = ()

    @model_validator(mode="after")
    def _names_each_medium_once(self) -> Self:
        for id, url in ((BROCHURE, self.brochure_image_url), (ITINERARY, self.itinerary_document_url)):
            if url is not None and id in self.media:
                raise ValueError(f"media: names {id}, which has a field of its own")
        return self

    @property
    def all_media(self) -> Mapping[str, Medium]:
        """The brochure and the itinerary, where there are, and the other media, by id."""
        found: dict[str, Medium] = {}
        if self.brochure_image_url is not None:
            found[BROCHURE] = Medium(kind="image", url=self.brochure_image_url)
        if self.itinerary_document_url is not None:
            found[ITINERARY] = Medium(kind="document", url=self.itinerary_document_url)
        return {**found, **self.media}


class Faq(Setting):
    """What customers ask again and again: `questions` by language in several phrasings, and the `answer` in each of
    these languages. One that is not `enabled` answers nothing.
    """

    topic: Text
    questions: Annotated[ListByLanguage, Field(min_length=1)]
    answer: Annotated[TextByLanguage, Field(min_length=1)]
    enabled: bool = True

    @model_validator(mode="after")
    def _answers_what_it_asks(self) -> Self:
        lacking = sorted(self.questions.keys() - self.answer.keys())
        if lacking:
            raise ValueError(f"answer: has none in {', '.join(lacking)}, in which there are questions")
        return self
