import { Claims } from "../../count/claims.ts";
import { type CountChanges, Counter } from "../../count/counter.ts";
import { recordVerdict } from "../../decide/record.ts";
import { createDecoder } from "../../ingest/json-decoder.ts";
import { createEventRow } from "../../nouns/event-row.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";

/** Targets whose changes are gathered before they are given away. */
const TARGETS_MAX = 20_000;
/** Engagements remembered to tell what is taken back: more than any engine's default. */
const ENGAGEMENTS_MAX = 4_000_000;

/**
 * Counts a whole log anew from its events and the decisions they were given, with no policy: what an engine counted, but for
 * what campaigns claim, and within `ENGAGEMENTS_MAX` engagements that can be taken back. Calls `take` with the changes before
 * each position it reaches; resolves to the position after the last event that has a decision. Reads the log once.
 */
export async function recount(
  log: EventLog,
  records: Pick<Records, "campaigns">,
  take: (changes: CountChanges, position: number) => void | Promise<void>,
): Promise<number> {
  const claims = new Claims(records.campaigns, await records.campaigns.claimRange());
  const counter = new Counter(ENGAGEMENTS_MAX, claims);
  const decoder = createDecoder();
  const row = createEventRow();
  const decidedTo = Math.min(log.end("events"), log.end("decisions"));
  let verdictsOf: { first: number; count: number; bytes: Uint8Array } | null = null;
  let position = log.begin("events");
  for await (const batch of log.read("events", position)) {
    let start = 0;
    for (let at = batch.first; at < batch.first + batch.count && at < decidedTo; at++) {
      const end = batch.bytes.indexOf(0x0a, start);
      const rejection = decoder.decode(batch.bytes, start, end, row, Number.POSITIVE_INFINITY);
      start = end + 1;
      position = at + 1;
      if (verdictsOf === null || at >= verdictsOf.first + verdictsOf.count || at < verdictsOf.first)
        verdictsOf = log.at("decisions", at);
      if (rejection !== null || verdictsOf === null) continue;
      const stride = verdictsOf.bytes.length / verdictsOf.count;
      const from = (at - verdictsOf.first) * stride;
      const asked = counter.unfetched(row, at);
      const release = asked < 0 ? null : await counter.fetch([asked]);
      counter.count(row, recordVerdict(verdictsOf.bytes.subarray(from, from + stride)), at);
      release?.();
    }
    if (counter.size >= TARGETS_MAX) {
      await take(counter.take(0), position);
      counter.stored();
    }
  }
  await take(counter.take(0), position);
  counter.stored();
  return position;
}
