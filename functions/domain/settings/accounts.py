"""What a business wants to be warned of where accounts order."""

from functions.domain.settings.types import Setting


class AccountSettings(Setting):
    """`warns_of_credit`: an order of an account (`b2b`) that passes the credit limit of its legal entities has a
    warning; `warns_of_prices`: so has one whose line has another price than the account's contract. None is refused.
    """

    warns_of_credit: bool = False
    warns_of_prices: bool = False

    @property
    def warns(self) -> bool:
        return self.warns_of_credit or self.warns_of_prices
