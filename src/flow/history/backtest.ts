import { toDecision } from "../../decide/decision.ts";
import { recordVerdict } from "../../decide/record.ts";
import type { Backtest, ChangedEvent, EventFate } from "../../nouns/backtest-report.ts";
import { kindWord } from "../../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import type { Policy } from "../../nouns/policy.ts";
import { VERDICTS, verdictWord } from "../../nouns/verdict.ts";
import type { StoredHistory } from "../../ports/stored-history.ts";
import { createJudge } from "../judge.ts";
import { ListRegistry } from "../lists/list-registry.ts";
import type { PaymentRemarks } from "../screening/payment-remarks.ts";
import { ACTORS_MAX, LISTED_MAX, TARGETS_MAX } from "./backtest-limits.ts";
import { readStored } from "./read-stored.ts";

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const FATES: readonly EventFate[] = ["confirmed", "open", "dismissed", "none"];

export interface BacktestOptions {
  /** What reads the remarks of payments; without it no rule about remarks is evaluable. */
  readonly remarks?: PaymentRemarks | null;
  /** Event times that are compared; events before only fill the windows. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Told of every event that is decided otherwise. */
  readonly onChanged?: (changed: ChangedEvent) => void;
  readonly onProgress?: (share: number) => void | Promise<void>;
}

/**
 * A policy over the events that a data folder holds, in the order and with the clock they came in with, against what was decided then.
 * Changes nothing. Campaigns are not looked for anew: what confirmed ones correct comes on top, before and after alike. One reading of
 * the log; memory as the policy's windows, and the limits beside this file.
 */
export async function backtest(
  folder: StoredHistory,
  policy: Policy,
  options: BacktestOptions = {},
): Promise<Backtest> {
  const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = options;
  const judge = createJudge(policy, options.remarks ?? null, undefined, new ListRegistry(folder.lists()));
  const verdicts = VERDICTS.map(() => VERDICTS.map(() => 0));
  const against: Record<string, number> = {};
  const byFate = { stricter: emptyFates(), milder: emptyFates() };
  const actors = createActorTally();
  const targets = createTargetTally();
  const reasons = new Float64Array(policy.rules.length);
  const stricterReasons = new Float64Array(policy.rules.length);
  let warming = 0;
  let events = 0;

  await readStored(
    folder,
    ({ row, position, receivedAtMs, record, policy: decidedBy }) => {
      const decision = judge.judge(row, receivedAtMs, position);
      if (record === null) return;
      if (row.occurredAtMs < fromMs || row.occurredAtMs >= toMs) {
        warming++;
        return;
      }
      events++;
      against[decidedBy] = (against[decidedBy] ?? 0) + 1;
      const before = recordVerdict(record);
      const after = decision.verdict;
      verdicts[before]![after]!++;
      actors.add(row, before, after);
      for (let i = 0; i < decision.reasonCount; i++) {
        reasons[decision.reasonRule[i]!]!++;
        if (after > before) stricterReasons[decision.reasonRule[i]!]!++;
      }
      if (before === after) return;
      byFate[after > before ? "stricter" : "milder"][folder.fateOf(position)]++;
      targets.add(row, before, after);
      if (options.onChanged === undefined) return;
      const context = { event: keyText(row, ID) ?? "", asOfMs: judge.asOfMs, late: row.late === 1 };
      options.onChanged({
        event: context.event,
        type: kindWord(row.kind),
        at: new Date(row.occurredAtMs).toISOString(),
        actor: keyText(row, ACTOR) ?? "",
        target: { kind: keyText(row, TARGET_KIND) ?? "", id: keyText(row, TARGET) ?? "" },
        before: verdictWord(before),
        after: verdictWord(after),
        reasons: toDecision(decision, policy, context).reasons,
      });
    },
    options.onProgress ?? (() => {}),
  );

  const sum = (keep: (before: number, after: number) => boolean): number =>
    verdicts.reduce(
      (all, row, before) => all + row.reduce((some, n, after) => some + (keep(before, after) ? n : 0), 0),
      0,
    );
  const rules = policy.rules
    .map(({ name }, rule) => ({ rule: name, reasons: reasons[rule]!, stricter: stricterReasons[rule]! }))
    .filter((one) => one.reasons > 0)
    .sort((a, b) => b.stricter - a.stricter || b.reasons - a.reasons || (a.rule < b.rule ? -1 : 1));
  return {
    policy: policy.id,
    against,
    events,
    warming,
    verdicts,
    stricter: sum((before, after) => after > before),
    milder: sum((before, after) => after < before),
    stricterByFate: byFate.stricter,
    milderByFate: byFate.milder,
    ...actors.result(),
    rules: rules.slice(0, LISTED_MAX),
    ...targets.result(),
  };
}

const HOLD = VERDICTS.indexOf("hold");

function emptyFates(): Record<EventFate, number> {
  return Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<EventFate, number>;
}

/** Accounts with something held or rejected, before and after. */
function createActorTally() {
  const before = new Set<number>();
  const after = new Set<number>();
  let full = false;
  return {
    add(row: EventRow, was: number, is: number): void {
      if (was < HOLD && is < HOLD) return;
      // 53 bits of the hash: two accounts of 2 M share one with a chance of some 1 in 4,000.
      const key = (row.hash[ACTOR * 2 + 1]! & 0x1fffff) * 2 ** 32 + (row.hash[ACTOR * 2]! >>> 0);
      for (const [set, code] of [
        [before, was],
        [after, is],
      ] as const) {
        if (code < HOLD || set.has(key)) continue;
        if (set.size >= ACTORS_MAX) full = true;
        else set.add(key);
      }
    },
    result(): Pick<Backtest, "actorsNewlyHit" | "actorsExact"> {
      let newly = 0;
      for (const key of after) if (!before.has(key)) newly++;
      return { actorsNewlyHit: newly, actorsExact: !full };
    },
  };
}

/** How public counts move with the verdicts: held and rejected engagement is not public. Payments have no target. */
function createTargetTally() {
  const moved = new Map<
    string,
    { readonly row: readonly [string, string, string]; before: number; after: number }
  >();
  let full = false;
  return {
    add(row: EventRow, was: number, is: number): void {
      const id = keyText(row, TARGET);
      const kind = keyText(row, TARGET_KIND);
      if (was < HOLD === is < HOLD || id === null || kind === null) return;
      const type = kindWord(row.kind);
      const key = JSON.stringify([kind, id, type]);
      let tally = moved.get(key);
      if (tally === undefined) {
        if (moved.size >= TARGETS_MAX) {
          full = true;
          return;
        }
        tally = { row: [kind, id, type], before: 0, after: 0 };
        moved.set(key, tally);
      }
      if (was < HOLD) tally.before++;
      if (is < HOLD) tally.after++;
    },
    result(): Pick<Backtest, "targets" | "targetsLeftOut"> {
      const targets = [...moved.values()]
        .sort(
          (a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.row < b.row ? -1 : 1),
        )
        .slice(0, LISTED_MAX)
        .map(({ row: [kind, id, type], before, after }) => ({
          kind,
          id,
          type,
          publicBefore: before,
          publicAfter: after,
        }));
      return { targets, targetsLeftOut: full };
    },
  };
}
