import {
  createEventColumns,
  type EventColumns,
  type EventColumnsBuilder,
} from "../detect/columns/event-columns.ts";
import { keyHex } from "../detect/columns/key-hex.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import type { FileEvents } from "./file-events.ts";

const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const OWNER = keyColumn("owner");

/** A target as its first event names it. */
export interface NamedTarget {
  readonly kind: string;
  readonly id: string;
  readonly owner: string | null;
}

/** The latest weeks of events, as the search for orders looks at them. */
export interface OrderEvents {
  /** Takes an event, and the share it came over as a number, −1 for none. */
  add(row: EventRow, share: number): void;
  /** What is held, from a time on. */
  columns(fromMs?: number): EventColumns;
  /** The number of the share that an event came over, by its sequence. */
  shareOf(sequence: number): number;
  /** Lets go of what is before a time. */
  trim(fromMs: number): void;
  /** Time from which on events are needed. */
  readonly fromMs: number;
  /** Name of a target of which an event is held, by its key as `keyHex` writes it. */
  nameOf(targetKey: string): NamedTarget;
  /** Targets whose names are held: no more than events are. */
  namedTargets(): number;
}

/** Events held for this search alone, `eventsMax` at the most: beyond it the earliest go. */
export function ownOrderEvents(eventsMax: number): OrderEvents {
  /** An event's sequence is its share. */
  const columns: EventColumnsBuilder = createEventColumns(eventsMax);
  let names = new Map<string, NamedTarget>();
  /** Targets of lower codes are named. */
  let namedCodes = 0;
  let heldFromMs = Number.NEGATIVE_INFINITY;

  /** Keeps the names of targets whose events are held; their number. */
  function forgetNames(): number {
    const { targetKeys, targetCount } = columns.columns();
    const kept = new Map<string, NamedTarget>();
    for (let t = 0; t < targetCount; t++) {
      const key = keyHex(targetKeys, t);
      const named = names.get(key);
      if (named !== undefined) kept.set(key, named);
    }
    names = kept;
    return targetCount;
  }

  return {
    get fromMs() {
      return heldFromMs;
    },
    add(row, share) {
      const evicted = columns.evicted();
      if (!columns.add(row, share)) return;
      if (columns.evicted() !== evicted) {
        forgetNames();
        namedCodes = 0; // the codes are new ones, and the latest event's target may have no name yet
      }
      // Codes are dense, in the order in which events first name them: nearly every event's target is named.
      const { target } = columns.latest();
      if (target < namedCodes) return;
      if (target === namedCodes) namedCodes++;
      const key = keyHex(row.hash.subarray(TARGET * 2, TARGET * 2 + 2), 0);
      if (names.has(key)) return;
      names.set(key, {
        kind: keyText(row, TARGET_KIND) ?? "",
        id: keyText(row, TARGET) ?? "",
        owner: keyText(row, OWNER),
      });
    },
    columns: (fromMs) => columns.columns(fromMs),
    shareOf: (sequence) => sequence,
    trim(fromMs) {
      heldFromMs = fromMs;
      columns.trim(fromMs);
      namedCodes = forgetNames();
    },
    nameOf: (targetKey) => names.get(targetKey)!,
    namedTargets: () => names.size,
  };
}

/**
 * The same of events that are held for the whole file already: nothing is held twice. Each event is added there first; where it
 * is, it has a sequence, which here leads to its share.
 */
export function sharedOrderEvents(events: FileEvents): OrderEvents {
  let heldFromMs = Number.NEGATIVE_INFINITY;
  /** By sequence, as far as any event was told to have come over a share. */
  let shares = new Float64Array(0);
  let told = 0;
  let latest = -1;
  return {
    get fromMs() {
      return heldFromMs;
    },
    add(_row, share) {
      const sequence = events.latestSequence;
      if (sequence === latest) return; // an event that is not held
      latest = sequence;
      if (share < 0) return;
      if (sequence >= shares.length) {
        const grown = new Float64Array(Math.max(1024, Math.ceil(sequence * 1.5))).fill(-1);
        grown.set(shares.subarray(0, told));
        shares = grown;
      }
      shares[sequence] = share;
      told = sequence + 1;
    },
    columns: (fromMs = Number.NEGATIVE_INFINITY) => events.since(Math.max(fromMs, heldFromMs)),
    shareOf: (sequence) => (sequence < told ? shares[sequence]! : -1),
    trim(fromMs) {
      heldFromMs = fromMs;
    },
    nameOf: (targetKey) => events.targetNamed(targetKey),
    namedTargets: () => events.targetCount,
  };
}
