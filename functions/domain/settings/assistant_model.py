"""The model that a business puts behind its assistant: where it is, what it may cost, and what it must not say."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.addresses import public_https
from functions.domain.settings.secret_names import SecretName
from functions.domain.settings.types import Setting

Phrase = Annotated[str, Field(strict=True, min_length=2, max_length=100)]
Micros = Annotated[int, Field(strict=True, ge=0, le=10**12)]
# A server on this machine, which is called where local Firebase runs and nowhere else.
_ON_THIS_MACHINE = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d{1,5})?(/[^\s#\\?]*)?")
_KEY: Final = "MODEL_KEY_"
FORBIDDEN: Final[tuple[str, ...]] = (
    *(
        "garansi",
        "dijamin",
        "pasti berangkat",
        "pasti dapat",
        "gratis",
        "cuma cuma",
        "diskon",
        "potongan harga",
    ),
    *("setengah harga", "cashback", "bonus", "uang kembali", "refund", "bebas biaya", "tanpa biaya"),
    *(
        "guarantee",
        "guaranteed",
        "we promise",
        "free of charge",
        "for free",
        "discount",
        "half price",
        "half the",
    ),
    *(
        "money back",
        "no cost",
        "cheaper",
        "lebih murah",
        "ضمان",
        "مضمون",
        "مجانا",
        "خصم",
        "نصف السعر",
        "تخفيض",
    ),
    *("potongan", "tanpa bunga", "tanpa dp", "harga teman", "harga khusus", "voucher", "free for", "مجانيه"),
    # What a model did not do: it can neither book, nor see a payment.
    *(
        "sudah terdaftar",
        "sudah saya amankan",
        "sudah kami amankan",
        "sudah saya daftarkan",
        "sudah kami daftarkan",
    ),
    *("sudah saya pesankan", "sudah kami pesankan", "sudah kami terima", "sudah saya terima", "is reserved"),
    *(
        "are reserved",
        "been reserved",
        "is booked",
        "are booked",
        "been booked",
        "received your payment",
        "محجوز",
    ),
)


def _address(text: str) -> str:
    return (text if is_on_this_machine(text) else public_https(text)).rstrip("/")


def is_on_this_machine(url: str) -> bool:
    """Whether it is the address of a server on the machine that asks."""
    return _ON_THIS_MACHINE.fullmatch(url) is not None


def key_name(org_id: str) -> str:
    """The name that the secret of an organisation's model must have. Settings are written by the organisation itself:
    by another name it could have the secret of somebody else sent to an address of its own. No two have the same: what
    follows the prefix begins with `_` where the id has an underscore, which is `__` there, and a hyphen is `_D`.
    """
    if "_" not in org_id:
        return _KEY + org_id.upper().replace("-", "_")
    return f"{_KEY}_{org_id.upper().replace('_', '__').replace('-', '_D')}"


class ModelPrices(Setting):
    """What the model costs, in millionths of `currency` (of the organisation's where none is named) for a million
    tokens in and out: 150_000 is 0.15.
    """

    input_micros: Micros
    output_micros: Micros
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None


class ModelSettings(Setting):
    """`base_url`: of an API as OpenAI's is; OpenAI, Gemini, Anthropic and most servers have one. `name`: of the model.
    `api_key`: the name of its secret, as `key_name` has it. `form`: how the answer's form is asked for; `tool` is what
    most of them know.

    `answer_seconds`: how long a turn waits for the model in all; `try_seconds`: for one try; `retries`: how often it is
    asked again within that time. `tokens_a_turn`: what a turn may use. `daily_tokens`, `daily_micros`: what a day may,
    the second in millionths of the prices' currency; without `prices` nothing is known of money.

    `longest_answer`: in characters. `longest_history`: how many earlier texts of the chat the model is shown.
    `forbidden`: phrases of promises that leave in no text.
    """

    base_url: Annotated[str, Field(strict=True), AfterValidator(_address)]
    name: Annotated[str, Field(strict=True, min_length=1, max_length=200)]
    api_key: SecretName
    form: Literal["tool", "json_schema", "prompted"] = "tool"
    answer_seconds: Annotated[float, Field(ge=1, le=45)] = 20
    try_seconds: Annotated[float, Field(ge=0.1, le=45)] = 12
    retries: Annotated[int, Field(ge=0, le=3)] = 1
    tokens_a_turn: Annotated[int, Field(ge=1000, le=200_000)] = 12_000
    daily_tokens: Annotated[int, Field(ge=1000, le=10**9)] = 500_000
    daily_micros: Micros | None = None
    prices: ModelPrices | None = None
    longest_answer: Annotated[int, Field(ge=50, le=4000)] = 900
    longest_history: Annotated[int, Field(ge=0, le=20)] = 8
    forbidden: Annotated[tuple[Phrase, ...], Field(max_length=200)] = FORBIDDEN

    @model_validator(mode="after")
    def _can_count_money(self) -> Self:
        if self.daily_micros is not None and self.prices is None:
            raise ValueError("prices: is missing, and daily_micros counts by them")
        return self

    @model_validator(mode="after")
    def _has_a_day_for_a_turn(self) -> Self:
        if self.daily_tokens < self.tokens_a_turn:
            raise ValueError("daily_tokens: is less than tokens_a_turn")
        return self

    def micros_of(self, tokens_in: int, tokens_out: int) -> int:
        """What so many tokens cost, in millionths of the currency, rounded up; 0 where no price is known."""
        if self.prices is None:
            return 0
        exact = tokens_in * self.prices.input_micros + tokens_out * self.prices.output_micros
        return -(-exact // 1_000_000)

    @property
    def most_micros_a_turn(self) -> int:
        """What a turn costs at the most."""
        if self.prices is None:
            return 0
        dearest = max(self.prices.input_micros, self.prices.output_micros)
        return -(-self.tokens_a_turn * dearest // 1_000_000)
