import type { Rejection } from "../nouns/codes.ts";
import { VERDICTS, type Verdict, verdictWord } from "../nouns/verdict.ts";
import type { RejectedEvent } from "./engine.ts";

const SECONDS = 60;
/** Rejections the live page can show. */
const REJECTIONS_KEPT = 10;

/** Totals and the last minute, by the receiver's clock, for the live page and the metrics. */
export class LiveStatistics {
  readonly startedAtMs: number;
  events = 0;
  duplicates = 0;
  rejectedLines = 0;
  late = 0;
  /** Optional values that could not be read, by field. */
  readonly setAside: Record<string, number> = {};
  private readonly verdicts = new Float64Array(VERDICTS.length);
  private readonly perSecond = new Float64Array(SECONDS + 1);
  private second = 0;
  private rejections: RejectedEvent[] = [];

  constructor(nowMs: number) {
    this.startedAtMs = nowMs;
    this.second = Math.floor(nowMs / 1000);
  }

  /** `count` events were decided just now. */
  decided(nowMs: number, count: number): void {
    this.advance(nowMs);
    const at = this.second % (SECONDS + 1);
    this.perSecond[at] = this.perSecond[at]! + count;
    this.events += count;
  }

  verdict(code: number): void {
    this.verdicts[code] = this.verdicts[code]! + 1;
  }

  /** An event was accepted without these optional values. */
  valuesSetAside(values: readonly Rejection[]): void {
    for (const { field } of values) this.setAside[field] = (this.setAside[field] ?? 0) + 1;
  }

  /** Totals of the events before a snapshot's position: late ones, then by verdict. */
  totals(): number[] {
    return [this.late, ...this.verdicts];
  }

  /** Takes over the totals of an earlier run. */
  carryOver([late = 0, ...verdicts]: readonly number[]): void {
    this.late += late;
    verdicts.forEach((count, code) => {
      this.verdicts[code] = this.verdicts[code]! + count;
    });
  }

  rejection(event: RejectedEvent): void {
    this.rejections.unshift(event);
    if (this.rejections.length > REJECTIONS_KEPT) this.rejections.pop();
  }

  /** Lets go of what is shown of an account. */
  forgetActor(actor: string): void {
    this.rejections = this.rejections.filter((shown) => shown.actor !== actor && shown.target.id !== actor);
  }

  /** Events in each of the last 60 whole seconds, oldest first. */
  lastMinute(nowMs: number): number[] {
    this.advance(nowMs);
    return Array.from({ length: SECONDS }, (_, i) => this.perSecond[(this.second + 1 + i) % (SECONDS + 1)]!);
  }

  latestRejections(): readonly RejectedEvent[] {
    return this.rejections;
  }

  verdictTotals(): Record<Verdict, number> {
    return Object.fromEntries(VERDICTS.map((_, code) => [verdictWord(code), this.verdicts[code]!])) as Record<
      Verdict,
      number
    >;
  }

  private advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    // A clock that stepped back shows an empty minute, and not an hour or a year in which nothing moves.
    if (Math.abs(second - this.second) > SECONDS) {
      this.perSecond.fill(0);
      this.second = second;
    }
    while (this.second < second) this.perSecond[++this.second % (SECONDS + 1)] = 0;
    this.second = Math.max(this.second, second);
  }
}
