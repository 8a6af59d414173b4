import type { ServiceTier, UsageReport } from '../meter/usage.ts';
import type { ProviderEvent } from './provider.ts';

type UsageEvent = Extract<ProviderEvent, { type: 'usage' }>;

/**
 * Whether a stream has come to its end: by a finish reason, by its closing mark, or by a usage after
 * the last output. Servers send each of them early too: a usage at the start or with every piece of
 * text, a `stop` where the thinking stops. Output that follows shows that it was no end, and that
 * more is billed than the usage says.
 */
export class StreamEnd {
  #isEnded = false;
  #hasSaid = false;
  #report: UsageReport | undefined;
  #saidSince = false;
  /** `#report` was told as the last word. */
  #isLastWord = false;

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** A finish reason or the closing mark came, or the response is not streamed at all. */
  finish(): void {
    this.#isEnded = true;
  }

  /** Output comes: a usage that was told as the last word is told again as a running one. */
  *goOn(): Generator<UsageEvent> {
    this.#hasSaid = this.#saidSince = true;
    this.#isEnded = false;
    if (this.#report !== undefined && this.#isLastWord) {
      yield { type: 'usage', report: this.#report, isRunning: true };
    }
    this.#isLastWord = false;
  }

  /** @param besideOutput the usage stands in a message with output, behind which more may come */
  *usage(report: UsageReport, besideOutput: boolean): Generator<UsageEvent> {
    if (this.#hasSaid && !besideOutput) this.#isEnded = true;
    this.#report = this.#report === undefined ? report : completed(report, this.#report, this.#saidSince);
    this.#saidSince = false;
    this.#isLastWord = this.#isEnded;
    yield this.#told(this.#report);
  }

  /**
   * The tier that served may be told behind the usage whose price it decides. With output in between
   * the usage is not told again: it would seem to hold that output.
   */
  *servedAt(serviceTier: ServiceTier): Generator<ProviderEvent> {
    yield { type: 'response', serviceTier };
    if (this.#report === undefined) return;
    this.#report = { ...this.#report, serviceTier };
    if (!this.#saidSince) yield this.#told(this.#report);
  }

  /** Output that was held back has been told: what was reported since it came is told again behind it. */
  *heldBack(): Generator<UsageEvent> {
    if (this.#report !== undefined && !this.#saidSince) yield this.#told(this.#report);
  }

  #told(report: UsageReport): UsageEvent {
    return this.#isLastWord ? { type: 'usage', report } : { type: 'usage', report, isRunning: true };
  }
}

/**
 * What `report` leaves out is what was said before: some say the input at the start and only the
 * output after that (Anthropic's own events), some the bill in an object of its own.
 */
function completed(report: UsageReport, before: UsageReport, saidSince: boolean): UsageReport {
  const { input, cacheRead, cacheWrite, cacheWriteHour, output, hidden } = before.usage;
  const inputs = report.usage.input === undefined ? { input, cacheRead, cacheWrite, cacheWriteHour } : {};
  const outputs = report.usage.output === undefined && !saidSince ? { output, hidden } : {};
  const said = Object.entries(report.usage).filter(([, count]) => count !== undefined);
  return {
    ...report,
    usage: { ...inputs, ...outputs, ...Object.fromEntries(said) },
    billed: report.billed ?? (saidSince ? undefined : before.billed),
  };
}
