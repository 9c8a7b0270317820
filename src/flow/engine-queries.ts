import { ofOneMoment } from "../count/of-one-moment.ts";
import { explain } from "../decide/explain.ts";
import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import type { Decision } from "../nouns/decision.ts";
import { EVENT_TYPES } from "../nouns/event.ts";
import { hashText } from "../nouns/hash.ts";
import type { PlaceholderCount } from "../nouns/placeholders.ts";
import type { Engine, Overview } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { EventRetention } from "./erase/event-retention.ts";
import { qualityOf } from "./quality.ts";
import type { ToldDecisions } from "./told-decisions.ts";

/** Targets shown as most attacked. */
const MOST_ATTACKED = 20;

export interface EngineQueriesParts extends EngineParts {
  readonly told: ToldDecisions;
  readonly retention: EventRetention;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
}

/** What an engine is asked, without changing it. */
export interface EngineQueries
  extends Pick<Engine, "counts" | "quality" | "decision" | "explain" | "overview"> {
  /** The stored line of an event; null where its id is unknown or its line no longer kept. */
  lineOf(eventId: string): Uint8Array | null;
}

/** Questions to an engine: what is stored, and what has been decided and is not stored yet. */
export function createEngineQueries(parts: EngineQueriesParts): EngineQueries {
  const { judge, counter, known, log, records, decisions, told, statistics } = parts;

  /** What the store holds of a target and what waits to be stored, as one. Reads nothing. */
  function joinCounts(kind: string, id: string, stored: readonly TargetCounts[]): readonly TargetCounts[] {
    const pending = counter.pendingCounts(kind, id);
    const types = counter.pendingTypes(kind, id);
    return EVENT_TYPES.flatMap((type, index): TargetCounts[] => {
      const before = stored.find((count) => count.type === type);
      const at = index * 3;
      const shown = (before?.public ?? 0) + pending[at]!;
      const held = (before?.held ?? 0) + pending[at + 1]!;
      const rejected = (before?.rejected ?? 0) + pending[at + 2]!;
      if (before === undefined && ((types >>> index) & 1) === 0) return [];
      return [{ kind, id, type, raw: shown + held + rejected, public: shown, held, rejected }];
    });
  }

  const counts = (kind: string, id: string): Promise<readonly TargetCounts[]> =>
    ofOneMoment(
      counter,
      () => records.counts(kind, id),
      (stored) => joinCounts(kind, id, stored),
    );

  /** Where an event stands, told by its text, since two ids may have one hash; −1 where it is unknown. */
  function positionOf(eventId: string): number {
    const [low, high] = hashText(eventId);
    const position = known.find(low, high);
    if (position < 0 || told.idAt(position) === eventId) return position;
    return known.anyCollided ? known.findCollided(eventId) : -1;
  }

  return {
    counts,
    quality: (kind, id) =>
      ofOneMoment(
        counter,
        () => Promise.all([records.counts(kind, id), records.quality(kind, id)]),
        ([storedCounts, stored]) => {
          const all = joinCounts(kind, id, storedCounts);
          if (all.length === 0) return null;
          const added = counter.pendingQuality(kind, id);
          const names = Object.keys(added) as (keyof QualitySums)[];
          const sums = Object.fromEntries(names.map((name) => [name, (stored?.[name] ?? 0) + added[name]]));
          return qualityOf(kind, id, sums as unknown as QualitySums, all);
        },
      ),
    decision(eventId) {
      const position = positionOf(eventId);
      return position < 0 ? null : told.at(position);
    },
    lineOf(eventId) {
      const position = positionOf(eventId);
      return position < 0 || position >= parts.decidedTo() ? null : decisions.lineAt(position);
    },
    explain(decision: Decision) {
      const policy = parts.policyById(decision.policy);
      return policy === null ? [] : explain(decision, policy);
    },
    async overview(): Promise<Overview> {
      const [mostAttacked, campaigns] = await Promise.all([
        records.mostAttacked(MOST_ATTACKED),
        records.campaigns.totals(),
      ]);
      const { keysLive, keysEvicted, bytes } = judge.windows.stats();
      return {
        policy: judge.policy.id,
        startedAtMs: statistics.startedAtMs,
        eventTimeMs: Math.max(0, judge.clock.newestMs),
        eventsTotal: log.end("events"),
        duplicatesTotal: statistics.duplicates,
        rejectedLinesTotal: statistics.rejectedLines,
        lateTotal: statistics.late,
        perSecond: statistics.lastMinute(parts.clock()),
        verdicts: statistics.verdictTotals(),
        mostAttacked,
        latestRejections: statistics.latestRejections(),
        keysLive,
        keysEvicted,
        stateBytes: bytes + counter.bytes + known.bytes,
        logPosition: log.end("events"),
        logBegin: log.begin("events"),
        keepDays: parts.keepDays,
        dropHeldUntilMs: parts.retention.heldUntilMs(),
        clock: judge.clock.state(),
        unmatchedRetractionsTotal: counter.unmatchedRetractions,
        repeatsTotal: counter.repeats,
        setAside: statistics.setAside,
        placeholders: countsByField(judge.placeholders.counts()),
        evictedEngagementsTotal: counter.evictedEngagements,
        campaigns,
      };
    },
  };
}

function countsByField(counts: readonly PlaceholderCount[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { field, events } of counts) sums[field] = (sums[field] ?? 0) + events;
  return sums;
}
