import type { CampaignRegistry } from "../../detect/campaign-registry.ts";
import type { NightlyActs } from "../../detect/columns/nightly-acts.ts";
import { detectCrews, joinClaims } from "../../detect/crews/detect-crews.ts";
import { createEngagementGraph } from "../../detect/judge/engagement-graph.ts";
import { detectOverWeeks } from "../../detect/slow-drip.ts";
import { createDecoder } from "../../ingest/json-decoder.ts";
import type { Campaign, Cluster } from "../../nouns/campaign.ts";
import { createEventRow, type EventRow } from "../../nouns/event-row.ts";
import type { History } from "../../ports/history.ts";
import { withoutRetracted } from "../near-line/near-line-retracted.ts";

/** A run of some thousand events: calls back with each, under the sequence that names it. The row is reused. */
export type EventRun = (take: (row: EventRow, sequence: number, receivedAtMs: number) => void) => void;

/** How far a night is. `looking` is the long step: nothing comes of it before its end. */
export interface NightlyProgress {
  readonly phase: "reading" | "looking" | "done";
  readonly eventsRead: number;
  /** Event time reached. */
  readonly atMs: number;
  readonly actsHeld: number;
  /** Acts let go before their weeks were over. */
  readonly evicted: number;
  readonly bytes: number;
}

export interface NightlyOptions {
  /** Acts of the weeks so far, kept from night to night. */
  readonly acts: NightlyActs;
  /** What came since the last night. */
  readonly runs: AsyncIterable<EventRun>;
  /** Gives clusters the ids that their people had before; asked for when the look is over, so that it knows what was found meanwhile. Its runs are in order of event time. */
  readonly registry: () => CampaignRegistry | Promise<CampaignRegistry>;
  /** Groups below it are left out. Default 0.5. */
  readonly scoreMin?: number;
}

/**
 * One night: reads what came since the last one, looks at all the weeks, and returns what acts together over them. Yields after each run read and before the look, so that its
 * caller can show progress, stop, or let other work pass; a night that is stopped is gone on with by calling again with the rest of the events.
 * Work: the night's events (2 to 4 µs each, the decoder's) plus one look at the acts held, bounded by `NightlyActs`.
 */
export async function* runNightly(
  options: NightlyOptions,
): AsyncGenerator<NightlyProgress, readonly Campaign[]> {
  const { acts, runs, registry } = options;
  let eventsRead = 0;
  const progress = (phase: NightlyProgress["phase"]): NightlyProgress => ({
    phase,
    eventsRead,
    atMs: acts.newestMs,
    actsHeld: acts.count,
    evicted: acts.evicted,
    bytes: acts.bytes,
  });
  for await (const run of runs) {
    run((row, sequence, receivedAtMs) => {
      eventsRead++;
      acts.add(row, sequence, receivedAtMs);
    });
    yield progress("reading");
  }
  yield progress("looking");
  const clusters = lookAt(acts, options.scoreMin ?? 0.5);
  const campaigns = (await registry()).update(clusters, acts.newestMs);
  yield progress("done");
  return campaigns;
}

/**
 * What acts together over the acts held, without what was taken back since: crews told by all of it at once, as a file tells them, and what shares audiences besides. The columns are let go
 * on return.
 */
function lookAt(acts: NightlyActs, scoreMin: number): readonly Cluster[] {
  if (acts.count === 0) return [];
  const columns = acts.columns();
  const graph = createEngagementGraph(columns);
  const crews = detectCrews(columns, graph, scoreMin);
  const weeks = detectOverWeeks(columns, { scoreMin, graph });
  return [...joinClaims(crews, weeks, keysOfMembers)]
    .sort((a, b) => b.score - a.score || b.members.length - a.members.length)
    .map((cluster) => withoutRetracted(cluster, columns).cluster);
}

function keysOfMembers({ members }: Cluster): readonly string[] {
  return members.map(({ key }) => key);
}

/** Events of a history in [fromMs, toMs), in order of time; a line that this version does not read is passed over. Works beyond memory. */
export async function* historyRuns(history: History, fromMs: number, toMs: number): AsyncGenerator<EventRun> {
  const decoder = createDecoder();
  const row = createEventRow();
  const toBytes = new TextEncoder();
  for await (const rows of history.scan(fromMs, toMs)) {
    yield (take) => {
      for (const { line, sequence } of rows) {
        const bytes = toBytes.encode(line);
        if (decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY) === null)
          take(row, sequence, Number.POSITIVE_INFINITY);
      }
    };
  }
}
