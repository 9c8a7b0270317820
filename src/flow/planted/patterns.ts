import { createSfc32 } from "../../kernels/sfc32.ts";
import { EVENT_TYPES } from "../../nouns/event.ts";
import type { EventRow } from "../../nouns/event-row.ts";
import { lineOf } from "./line-of.ts";
import { PATTERNS_MAX } from "./planted-limits.ts";

/** Kinds of act that are sold. */
const SOLD: readonly string[] = ["like", "favorite", "comment", "share", "follow", "vote"];
const SOLD_CODES = SOLD.map((type) => EVENT_TYPES.indexOf(type as "like"));
const SEED = 0x7a57;

export interface Patterns {
  /** Keeps an event's line, or not: each of a type is as likely to be kept (Vitter, algorithm R, 1985). */
  add(row: EventRow): void;
  /** Lines kept of a type. */
  of(type: string): readonly string[];
}

/** Events of a file as patterns for what is planted into it: same targets, same fields. Deterministic. */
export function createPatterns(): Patterns {
  const random = createSfc32(SEED, 1, 2);
  const kept = new Map<number, { seen: number; lines: string[] }>(
    SOLD_CODES.map((code) => [code, { seen: 0, lines: [] }]),
  );
  return {
    add(row) {
      const own = kept.get(row.kind);
      if (own === undefined) return;
      const place = own.seen < PATTERNS_MAX ? own.seen : random() % (own.seen + 1);
      own.seen++;
      if (place < PATTERNS_MAX) own.lines[place] = lineOf(row);
    },
    of: (type) => kept.get(EVENT_TYPES.indexOf(type as "like"))?.lines ?? [],
  };
}
