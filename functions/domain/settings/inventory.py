"""What a business wants to be warned of where more is asked for than there is."""

from functions.domain.settings.types import Setting


class InventorySettings(Setting):
    """`warns_of_stock`: an order or quote that asks for more of a product than its stock and what can be made until the
    day that is wished has a warning. None is refused.
    """

    warns_of_stock: bool = False
