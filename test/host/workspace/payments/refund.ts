import type { CartLine } from '../src/cart.ts';

export interface Payment {
  readonly id: string;
  readonly capturedCents: number;
  readonly refundedCents: number;
}

/**
 * Refunds part of a payment. Two refunds of one payment may run at the same time,
 * and the provider may answer neither yes nor no.
 */
export async function refund(payment: Payment, lines: readonly CartLine[]): Promise<Payment> {
  const cents = Math.round(lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0) * 100);
  if (payment.refundedCents + cents > payment.capturedCents) {
    throw new Error('refund exceeds payment');
  }
  const response = await fetch(`https://payments.example/refunds/${payment.id}`, {
    method: 'POST',
    body: JSON.stringify({ cents }),
  });
  if (!response.ok) {
    throw new Error(`refund failed: ${response.status}`);
  }
  return { ...payment, refundedCents: payment.refundedCents + cents };
}
