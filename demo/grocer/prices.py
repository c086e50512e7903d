"""What the grocer asks for one of each category: the data has no prices, so these are defaults of the demo, in taka.

They only have to be of a plausible order: bread is cheap, meat and wine are dear.
"""

from collections.abc import Mapping
from decimal import Decimal

CURRENCY = "BDT"
_CATEGORIES_BY_PRICE: Mapping[int, str] = {
    10: "shopping bags|newspapers|chewing gum",
    25: "bottled water|rolls/buns|candy|specialty bar|popcorn|snack products",
    40: "soda|semi-finished bread|roll products|tidbits|waffles|salt|light bulbs|bags|ready soups|potato products",
    55: "whole milk|other vegetables|root vegetables|onions|brown bread|white bread|zwieback|cake bar|napkins|soups"
    "|Instant food products|herbs|pudding powder|baking powder|beverages|misc. beverages|long life bakery product",
    75: "yogurt|butter milk|UHT-milk|pastry|margarine|pasta|sugar|flour|soap|vinegar|specialty vegetables|candles"
    "|condensed milk|packaged fruit/vegetables|pickled vegetables|kitchen towels|finished products|cling film/bags",
    100: "curd|citrus fruit|canned beer|canned vegetables|frozen vegetables|frozen potato products|salty snack|spices"
    "|fruit/vegetable juice|dish cleaner|bathroom cleaner|toilet cleaner|cleaner|mustard|seasonal products|dessert"
    "|chocolate marshmallow|flower (seeds)|dental care|organic products|sauces|frozen dessert|cocoa drinks|ice cream",
    140: "tropical fruit|pip fruit|whipped/sour cream|domestic eggs|bottled beer|rice|oil|tea|chocolate|cereals|jam"
    "|sweet spreads|syrup|mayonnaise|ketchup|salad dressing|hygiene articles|canned fish|canned fruit|artif. sweetener"
    "|cream|spread cheese|nut snack|cat food|dog food|pet care|grapes|abrasive cleaner|decalcifier|kitchen utensil",
    200: "butter|sausage|frankfurter|cream cheese|curd cheese|processed cheese|sliced cheese|berries|liver loaf"
    "|hamburger meat|frozen meals|frozen fruits|cooking chocolate|specialty chocolate|softener|specialty fat|dishes"
    "|house keeping products|meat spreads|photo/film|pot plants|female sanitary products|rubbing alcohol|nuts/prunes",
    280: "coffee|instant coffee|detergent|soft cheese|hard cheese|specialty cheese|organic sausage|honey|skin care"
    "|hair spray|make up remover|male cosmetics|baby cosmetics|flower soil/fertilizer|preservation products",
    380: "chicken|frozen chicken|turkey|pork|ham|meat|fish|frozen fish|cookware",
    600: "beef|red/blush wine|white wine|sparkling wine|prosecco|liqueur|liquor|liquor (appetizer)|rum|whisky|brandy",
}
PRICES: Mapping[str, Decimal] = {
    category: Decimal(price)
    for price, listed in _CATEGORIES_BY_PRICE.items()
    for category in listed.split("|")
}
