export interface CartLine {
  readonly productId: string;
  readonly unitPrice: number;
  readonly quantity: number;
}

/** The sum of all lines in the cart, before shipping and tax. */
export function subtotal(lines: readonly CartLine[]): number {

}

/** Adds a product, or raises its quantity when the cart has it already. */
export function addToCart(lines: readonly CartLine[], added: CartLine): CartLine[] {
  const existing = lines.find((line) => line.productId === added.productId);
  if (existing === undefined) {
    return [...lines, added];
  }
  return lines.map((line) =>
    line === existing ? { ...line, quantity: line.quantity + added.quantity } : line,
  );
}
