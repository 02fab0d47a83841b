"""`python -m tests.woocommerce PRODUCTS ORDERS`: a large store in a process of its own; prints its address."""

import sys
import time
from datetime import datetime

from tests.woocommerce.server import standing_in


def main(products: int, orders: int) -> None:
    with standing_in() as store:
        store.shop.products.fill(range(1_000_000, 1_000_000 + products), datetime.fromisoformat("2025-01-01"))
        store.shop.orders.fill(range(1, orders + 1), datetime.fromisoformat("2025-06-01"))
        print(store.url, flush=True)
        while sys.stdin.readline():
            time.sleep(0.1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
