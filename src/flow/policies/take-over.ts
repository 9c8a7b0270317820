import { recordVerdict } from "../../decide/record.ts";
import { createDecoder } from "../../ingest/json-decoder.ts";
import { isEngagement } from "../../nouns/event.ts";
import { createEventRow } from "../../nouns/event-row.ts";
import type { PayeeRegistry } from "../../screen/payee/payee-registry.ts";
import type { DecisionStore } from "../decision-store.ts";
import type { Judge } from "../judge.ts";
import { CATCH_UP_EVENTS } from "./policy-limits.ts";

export interface TakeOverParts {
  readonly decisions: DecisionStore;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
}

/**
 * Brings a judge and its payees from a position to where the engine stands, in turns of `CATCH_UP_EVENTS`; resolves in the very turn in
 * which nothing is left, to where that is. Null where `stopped` says so first.
 */
export async function catchUp(
  parts: TakeOverParts,
  judge: Judge,
  payees: PayeeRegistry,
  from: number,
  stopped: () => boolean,
): Promise<number | null> {
  const { decisions, decidedTo } = parts;
  const decoder = createDecoder();
  const row = createEventRow();
  let position = from;
  for (;;) {
    if (stopped()) return null;
    const until = Math.min(decidedTo(), position + CATCH_UP_EVENTS);
    for (; position < until; position++) {
      const found = decisions.eventAt(position);
      if (found === null) continue; // cut out by a repair, or dropped
      const { line, receivedAtMs } = found;
      if (decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY) !== null) continue;
      const decision = judge.judge(row, receivedAtMs, position);
      if (isEngagement(row.kind)) continue;
      const stored = decisions.at(position);
      payees.see(row, stored === null ? decision.verdict : recordVerdict(stored.record), decision);
    }
    if (position >= decidedTo()) return position;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
