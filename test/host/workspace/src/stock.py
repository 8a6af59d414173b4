"""What is left on the shelves."""

from dataclasses import dataclass


@dataclass
class StockItem:
    product_id: str
    on_hand: int
    reorder_at: int


def needs_reorder(items: list[StockItem]) -> list[str]:
    """Returns the ids of the products to order again, the emptiest shelf first."""


def receive(items: list[StockItem], product_id: str, quantity: int) -> None:
    for item in items:
        if item.product_id == product_id:
            item.on_hand += quantity
            return
    raise KeyError(product_id)
