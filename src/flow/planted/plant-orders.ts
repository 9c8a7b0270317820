import { createSfc32 } from "../../kernels/sfc32.ts";
import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { PLANTED_ACTS_MIN, PLANTED_LOT_MAX, PLANTED_SHARE } from "./planted-limits.ts";

/** `shared`: hands that share devices, addresses and hours. `careful`: one pool, nothing else in common. `once`: each hand used once. */
export const MAKES = ["shared", "careful", "once"] as const;
export type Make = (typeof MAKES)[number];

export interface PlantedEvent {
  readonly make: Make;
  readonly atMs: number;
  readonly id: string;
  /** The event as a line of the contract. */
  readonly line: string;
}

/** How planted ids begin, so that none meets one of the file. */
export const PLANTED_PREFIX = "touchstone-planted-";
const HANDS_A_DEVICE = 5;
/** Step through the patterns, prime to their number: neighbours in time come from different homes. */
const STRIDE = 97;

interface Pattern {
  readonly actor?: { readonly [field: string]: unknown };
  readonly context?: { readonly [field: string]: unknown };
  readonly target?: { readonly kind?: unknown; readonly id?: unknown };
}

/**
 * Patterns of a file and how many events of their type it holds → purchases of 5 % of them, one of each make, in order of
 * time. They live in memory, for one question: would this file have shown them? Deterministic. Empty where 5 % are too few
 * for anybody to tell.
 */
export function plantOrders(
  patterns: readonly string[],
  events: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): PlantedEvent[] {
  const acts = Math.round(events * PLANTED_SHARE);
  if (acts < PLANTED_ACTS_MIN || patterns.length === 0) return [];
  const random = createSfc32(events | 0, patterns.length, 0x0b17);
  const below = (limit: number): number => random() % Math.max(1, limit);
  const targets = [...new Map(patterns.map((line) => [targetOf(line), line])).values()];
  const planted = MAKES.flatMap((make, m) => {
    const lot = Math.max(PLANTED_ACTS_MIN, Math.min(PLANTED_LOT_MAX, Math.round(Math.sqrt(3 * acts))));
    const orders = Math.max(1, Math.min(targets.length, Math.floor(acts / lot)));
    const size = Math.floor(acts / orders);
    const made: PlantedEvent[] = [];
    for (let order = 0; order < orders; order++) {
      const pattern = JSON.parse(targets[(order + m * orders + below(3)) % targets.length]!) as Pattern;
      const spanMs = Math.min(toMs - fromMs, make === "careful" ? DAY_MS : HOUR_MS);
      const startMs = fromMs + Math.floor((toMs - fromMs - spanMs) * (random() / 2 ** 32));
      for (let hand = 0; hand < size; hand++) {
        const id = `${PLANTED_PREFIX}${make}-${order}-${hand}`;
        const name = make === "once" ? `${order}-${hand}` : String(hand);
        const atMs = startMs + Math.floor(spanMs * (random() / 2 ** 32));
        // Hands of a farm sit behind one person's address; the others live where ordinary people do.
        const place = make === "shared" ? Math.floor(hand / HANDS_A_DEVICE) : hand + m * size;
        const home = JSON.parse(patterns[(place * STRIDE + order) % patterns.length]!) as Pattern;
        made.push({ make, atMs, id, line: eventOf(pattern, home, make, id, name, hand, atMs) });
      }
    }
    return made;
  });
  return planted.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

/** The pattern's target, the home's account and place, the hand's own name, time and device. What the file does not tell is not made up. */
function eventOf(
  pattern: Pattern,
  home: Pattern,
  make: Make,
  id: string,
  name: string,
  hand: number,
  atMs: number,
): string {
  const context: Record<string, unknown> = { ...home.context };
  if (context.device !== undefined) {
    const device = make === "shared" ? Math.floor(hand / HANDS_A_DEVICE) : name;
    context.device = `${PLANTED_PREFIX}${make}-device-${device}`;
  }
  const actor = { ...home.actor, id: `${PLANTED_PREFIX}${make}-hand-${name}` };
  return JSON.stringify({ ...pattern, id, at: new Date(atMs).toISOString(), actor, context });
}

function targetOf(line: string): string {
  const { target } = JSON.parse(line) as Pattern;
  return JSON.stringify([target?.kind, target?.id]);
}
