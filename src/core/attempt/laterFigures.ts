/** What figures that come after the end make of a row: judged as those that come in time are. Pure. */
import type { Correction, Settlement } from '../ledger/ledger.ts';
import { judgeReport, type UsageBounds } from '../meter/judgedReport.ts';
import type { UsageReport } from '../meter/usage.ts';
import { settleCost } from '../pricing/cost.ts';
import { formatMoney } from '../pricing/formatMoney.ts';
import type { NanoUsd } from '../pricing/money.ts';
import type { Price } from '../pricing/price.ts';
import { doubtWords } from '../receipt/attemptNotes.ts';

export interface EstimatedEnd {
  readonly settlement: Pick<Settlement, 'usage' | 'cost' | 'totalMs'>;
  readonly price: Price;
  readonly bounds: Omit<UsageBounds, 'seen' | 'seconds'> & { readonly mostBill: NanoUsd };
  /** No count of output below it can be that of the text which came. */
  readonly leastOutput: number;
}

/** undefined where the figures are not all there yet. Where they cannot be true, the estimate stays and says so. */
export function correctionBy(report: UsageReport, end: EstimatedEnd): Omit<Correction, 'at'> | undefined {
  const { settlement, price, bounds, leastOutput } = end;
  const seen = settlement.usage.output ?? 0;
  const judged = judgeReport(report, { ...bounds, seen, seconds: settlement.totalMs / 1000 });
  const { usage } = judged.report;
  const why = 'the provider told the exact figures later';
  const doubts = judged.doubts.map(doubtWords);
  if (usage.output !== undefined && usage.output < leastOutput) {
    doubts.push('the provider counted fewer tokens than came');
  }
  if (doubts.length > 0) {
    const { usage: estimate, cost } = settlement;
    const said = `its later figures do not stand: ${doubts.join('; ')}`;
    return { usage: estimate, cost, provenance: 'estimated', why: said };
  }
  const { cost, provenance, billed, billNotBelieved } = settleCost({
    report,
    usage,
    estimated: false,
    price,
    mostBill: bounds.mostBill,
  });
  if (cost === undefined && price.state === 'known') return undefined;
  if (billNotBelieved === undefined) return { usage, cost, provenance, why };
  return { usage, cost, provenance, why: `${why}; its bill of ${formatMoney(billed)} was not believed` };
}
