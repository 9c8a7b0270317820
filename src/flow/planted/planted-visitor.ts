import { createDecoder } from "../../ingest/json-decoder.ts";
import type { PlantedMake } from "../../nouns/audit-report.ts";
import type { CampaignReport } from "../../nouns/campaign-report.ts";
import { createEventRow } from "../../nouns/event-row.ts";
import type { Policy } from "../../nouns/policy.ts";
import { verdictCode } from "../../nouns/verdict.ts";
import { CampaignFinder } from "../campaign-finder.ts";
import type { EventVisitor } from "../event-visitor.ts";
import { createJudge } from "../judge.ts";
import { MAKES, type Make, type PlantedEvent } from "./plant-orders.ts";

const HOLD = verdictCode("hold");

export interface PlantedRun {
  /** Goes through the file once more; what was planted joins it in its place. */
  readonly visitor: EventVisitor;
  /** How much of each make the rules or the groups have found. */
  finish(): PlantedMake[];
}

/** The rules and the search for groups over a file with planted purchases in it: the same code, the same policy. */
export function createPlantedRun(policy: Policy, planted: readonly PlantedEvent[]): PlantedRun {
  const judge = createJudge(policy);
  const finder = new CampaignFinder();
  const decoder = createDecoder();
  const row = createEventRow();
  const bytes = new TextEncoder();
  const makeOf = new Map<string, Make>(planted.map(({ id, make }) => [id, make]));
  const seen = new Set<string>();
  let next = 0;

  function decode(line: string): void {
    const encoded = bytes.encode(line);
    const refused = decoder.decode(encoded, 0, encoded.length, row, Number.POSITIVE_INFINITY);
    if (refused !== null) throw new Error(`planted event refused: ${refused.code} ${refused.field}`);
  }

  function plantUntil(atMs: number): void {
    for (; next < planted.length && planted[next]!.atMs <= atMs; next++) {
      const { line, id } = planted[next]!;
      decode(line);
      const decision = judge.judgeOrdered(row, false);
      if (decision.verdict >= HOLD) seen.add(id);
      finder.add(row, decision.verdict < HOLD);
    }
  }

  return {
    visitor: {
      besides(see) {
        for (const { line } of planted) {
          decode(line);
          see(row);
        }
      },
      event(event, late) {
        plantUntil(event.occurredAtMs);
        const decision = judge.judgeOrdered(event, late);
        finder.add(event, decision.verdict < HOLD);
      },
      duplicate: () => {},
      rejected: () => {},
      progress: () => {},
      drain: async () => {},
    },
    finish() {
      plantUntil(Number.POSITIVE_INFINITY);
      const campaigns: readonly CampaignReport[] = finder.finish();
      for (const { events } of campaigns) for (const id of events) if (makeOf.has(id)) seen.add(id);
      return MAKES.map((make) => ({
        make,
        planted: planted.filter((event) => event.make === make).length,
        seen: [...seen].filter((id) => makeOf.get(id) === make).length,
      }));
    },
  };
}
