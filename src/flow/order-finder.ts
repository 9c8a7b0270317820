import { findOrders, type OrderSurge } from "../detect/targets/find-target-anomalies.ts";
import { orderEvidenceText, orderHeadline } from "../detect/targets/order-words.ts";
import { findSecondTier, type SecondTierTarget } from "../detect/targets/second-tier.ts";
import { secondEvidenceText, secondHeadline } from "../detect/targets/second-tier-words.ts";
import { type EventRow, keyColumn } from "../nouns/event-row.ts";
import type { OrderReport, OrdersReport } from "../nouns/order-report.ts";
import type { SecondTierReport } from "../nouns/second-tier-report.ts";
import type { FileEvents } from "./file-events.ts";
import { type NamedTarget, type OrderEvents, ownOrderEvents, sharedOrderEvents } from "./order-events.ts";

/** Longest stretch looked at in one go, and how far it moves on: as for campaigns. */
const WINDOW_MS = 96 * 3_600_000;
const STEP_MS = 48 * 3_600_000;
/** The second tier looks at what people did besides, which takes longer: two weeks, moved on by one. */
const LIVES_MS = 14 * 86_400_000;
const LIVES_STEP_MS = 7 * 86_400_000;
/** Events of one window held at the most; beyond it the earliest go. */
const EVENTS_MAX = 12_000_000;

const SHARE = keyColumn("parent_share") * 2;

/**
 * Events in order of time → orders told by their audience, over sliding windows of four days; a target and type that shows in several is told once, where it is
 * strongest. Beside it the second tier, over sliding windows of two weeks. Holds two weeks of events and the names of
 * their targets, unless somebody holds the file's events anyhow.
 */
export class OrderFinder {
  private readonly events: OrderEvents;
  private readonly shared: boolean;
  private readonly found = new Map<string, { readonly order: OrderSurge; readonly named: NamedTarget }>();
  private readonly hints = new Map<
    string,
    { readonly hint: SecondTierTarget; readonly named: NamedTarget }
  >();
  private fromMs = Number.NaN;
  /** Where the two weeks begin that are looked at next. */
  private livesFromMs = Number.NaN;
  private sharesTold = false;
  private tested = 0;
  private asked = 0;
  private measured = false;
  private notMeasurable: OrdersReport["not_measurable"] = "too_few_targets";

  /** `events`: held for the whole file by somebody else, who adds each between `reach` and `add`; or how many to hold here. */
  constructor(events: FileEvents | number = EVENTS_MAX) {
    this.shared = typeof events !== "number";
    this.events = typeof events === "number" ? ownOrderEvents(events) : sharedOrderEvents(events);
  }

  /**
   * Looks at what is held before an event of this time joins it: called before `add`, and by `add` itself where the events are
   * held here alone.
   */
  reach(atMs: number): void {
    if (Number.isNaN(this.fromMs)) {
      this.fromMs = atMs;
      this.livesFromMs = atMs;
    }
    if (atMs >= this.fromMs + WINDOW_MS) this.advance(atMs);
  }

  /** Takes an event. */
  add(row: EventRow): void {
    if (!this.shared) this.reach(row.occurredAtMs);
    const { hash } = row;
    const share =
      (hash[SHARE]! | hash[SHARE + 1]!) === 0
        ? -1
        : (hash[SHARE]! >>> 0) * 65_536 + (hash[SHARE + 1]! >>> 16);
    this.sharesTold ||= share >= 0;
    this.events.add(row, share);
  }

  /** Time from which on events are needed: whoever holds them for others too may let earlier ones go. */
  get neededFromMs(): number {
    return this.events.fromMs === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : this.events.fromMs;
  }

  /** Targets whose names are held: no more than events are. */
  namedTargets(): number {
    return this.events.namedTargets();
  }

  /** The last window, and everything found. */
  finish(): OrdersReport {
    if (!Number.isNaN(this.fromMs)) {
      this.look();
      this.lookAtLives();
    }
    return {
      orders: [...this.found.values()]
        .sort((a, b) => b.order.lnOdds - a.order.lnOdds)
        .map(({ order, named }) => reportOf(order, named)),
      tested: this.tested,
      asked: this.asked,
      not_measurable: this.measured ? null : this.notMeasurable,
      second_tier: [...this.hints.values()]
        .sort((a, b) => b.hint.score - a.hint.score)
        .map(({ hint, named }) => hintOf(hint, named)),
    };
  }

  private advance(atMs: number): void {
    this.look();
    const toMs = this.fromMs + WINDOW_MS;
    if (atMs - this.livesFromMs >= LIVES_MS) {
      this.lookAtLives();
      this.livesFromMs = toMs - LIVES_MS + LIVES_STEP_MS;
    }
    // Over an empty stretch the window jumps.
    while (atMs >= this.fromMs + WINDOW_MS)
      this.fromMs += Math.max(1, Math.floor((atMs - this.fromMs - WINDOW_MS) / STEP_MS)) * STEP_MS;
    this.events.trim(this.fromMs + WINDOW_MS - LIVES_MS);
  }

  private look(): void {
    const findings = findOrders(this.events.columns(this.fromMs), {
      shareOf: this.sharesTold ? this.events.shareOf : null,
    });
    this.notMeasurable = findings.notMeasurable;
    this.measured ||= findings.notMeasurable === null;
    this.tested += findings.tested;
    this.asked += findings.asked;
    for (const order of findings.orders) {
      if (!order.shown) continue;
      const key = `${order.targetKey} ${order.type}`;
      const past = this.found.get(key);
      if (past !== undefined && past.order.lnOdds >= order.lnOdds) continue;
      this.found.set(key, { order, named: this.events.nameOf(order.targetKey) });
    }
  }

  private lookAtLives(): void {
    for (const hint of findSecondTier(this.events.columns()).targets) {
      if (!hint.told) continue;
      const key = `${hint.targetKey} ${hint.type}`;
      const past = this.hints.get(key);
      if (past !== undefined && past.hint.score >= hint.score) continue;
      this.hints.set(key, { hint, named: this.events.nameOf(hint.targetKey) });
    }
  }
}

function hintOf(hint: SecondTierTarget, named: NamedTarget): SecondTierReport {
  return {
    target: named,
    type: hint.type,
    window: { from: new Date(hint.fromMs).toISOString(), to: new Date(hint.toMs).toISOString() },
    acted: hint.actors,
    score: rounded(hint.score),
    headline: { zh: secondHeadline(hint, "zh"), en: secondHeadline(hint, "en") },
    evidence: hint.evidence.map((evidence) => ({
      field: evidence.field,
      hits: evidence.hits,
      of: evidence.of,
      usual: rounded(evidence.usual),
      text: { zh: secondEvidenceText(evidence, "zh"), en: secondEvidenceText(evidence, "en") },
    })),
  };
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

function reportOf(order: OrderSurge, named: NamedTarget): OrderReport {
  return {
    target: named,
    type: order.type,
    window: { from: new Date(order.fromMs).toISOString(), to: new Date(order.toMs).toISOString() },
    came: order.viewers,
    acted: order.actors,
    score: rounded(order.score),
    unexplained_share: {
      estimate: rounded(order.boughtShare),
      low: rounded(order.boughtShareLow),
      high: rounded(order.boughtShareHigh),
    },
    headline: { zh: orderHeadline(order, "zh"), en: orderHeadline(order, "en") },
    evidence: order.evidence.map((evidence) => ({
      field: evidence.field,
      hits: evidence.hits,
      of: evidence.of,
      usual: rounded(evidence.usual),
      text: { zh: orderEvidenceText(evidence, "zh"), en: orderEvidenceText(evidence, "en") },
    })),
  };
}
