"""`python -m tests.woocommerce PRODUCTS ORDERS`: a large store in a process of its own.

Prints its address, and at each line that it is then sent what was asked since the last one, [calls, 0]: WooCommerce
reckons no cost.
"""

import json
import sys
from datetime import datetime

from tests.woocommerce.server import standing_in


def main(products: int, orders: int) -> None:
    with standing_in() as store:
        store.shop.products.fill(range(1_000_000, 1_000_000 + products), datetime.fromisoformat("2025-01-01"))
        store.shop.orders.fill(range(1, orders + 1), datetime.fromisoformat("2025-06-01"))
        print(store.url, flush=True)
        while sys.stdin.readline():
            print(json.dumps([len(store.asked), 0]), flush=True)
            store.asked.clear()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
