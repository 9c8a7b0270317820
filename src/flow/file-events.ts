import { actsOfWeeks } from "../detect/columns/acts-of-weeks.ts";
import { createEventColumns, type EventColumns } from "../detect/columns/event-columns.ts";
import { createEngagementGraph, type EngagementGraph } from "../detect/judge/engagement-graph.ts";
import { type EventsByActor, eventsByActor } from "../detect/judge/shared-everywhere.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { type EventName, EventNames } from "./event-names.ts";

/**
 * Events of a file held at the most: up to 57 bytes each (25 where only who, what, whose and when are given), their ids, packed, and about 2 more. Then views that no window holds any more
 * go, and where these are few, the earliest of all.
 */
const EVENTS_MAX = 12_000_000;
/** Part of the limit that must be free again once views have gone. */
const FREED_PART_MIN = 1 / 8;
/** Acts of weeks looked at in one go, the latest. */
const ACTS_MAX = 8_000_000;

/** Events of a file in order of time, held once: windows, weeks and the judgement all read them here. */
export class FileEvents {
  private readonly columns;
  private readonly names = new EventNames();
  private readonly eventsMax: number;
  /** Events taken: the next one's sequence. */
  private taken = 0;
  private gone = false;
  private wholeColumns: EventColumns | null = null;
  /** The latest cut: the searches for campaigns and for orders ask for the same windows. */
  private cut: { readonly fromMs: number; readonly columns: EventColumns } | null = null;
  private wholeGraph: EngagementGraph | null = null;
  private wholeByActor: EventsByActor | null = null;

  constructor(eventsMax = EVENTS_MAX) {
    this.eventsMax = eventsMax;
    this.columns = createEventColumns(eventsMax);
  }

  /** Says how many events there will be. */
  expect(events: number): void {
    this.columns.expect(events);
  }

  /** Takes an event, and whether it counts publicly; false for payments. `windowFromMs`: views before it may go. The row may be reused at once. */
  add(row: EventRow, counted: boolean, windowFromMs: number): boolean {
    if (this.columns.count() === this.eventsMax) this.makeRoom(windowFromMs);
    if (!this.columns.add(row, this.taken)) return false;
    this.taken++;
    this.names.add(row, this.columns.latest(), counted);
    this.cut = null;
    this.wholeColumns = null;
    this.wholeGraph = null;
    this.wholeByActor = null;
    return true;
  }

  /** Sequence of the event taken last; −1 before the first. */
  get latestSequence(): number {
    return this.taken - 1;
  }

  /** Targets of the events held. */
  get targetCount(): number {
    return this.columns.targetCount();
  }

  /** What a target is called by its first event, by its key as `keyHex` writes it. O(1). */
  targetNamed(targetKey: string): {
    readonly kind: string;
    readonly id: string;
    readonly owner: string | null;
  } {
    const code = this.columns.targetOf(targetKey);
    if (code < 0) throw new Error(`no event of target \`${targetKey}\` is held`);
    return this.names.target(code);
  }

  get count(): number {
    return this.columns.count();
  }

  /** Whether every event is still held. */
  get complete(): boolean {
    return !this.gone;
  }

  /** Events from a time on; good until the next event. O(them) at the first call. */
  since(fromMs: number): EventColumns {
    if (this.cut?.fromMs !== fromMs) this.cut = { fromMs, columns: this.columns.since(fromMs) };
    return this.cut.columns;
  }

  /** All that is held; good until the next event. */
  whole(): EventColumns {
    this.wholeColumns ??= this.columns.columns();
    return this.wholeColumns;
  }

  /** The graph of all that is held; good until the next event. O(events) at the first call. */
  graph(): EngagementGraph {
    this.wholeGraph ??= createEngagementGraph(this.whole());
    return this.wholeGraph;
  }

  /** Events of each actor, as places in `whole`; good until the next event. O(events) at the first call. */
  byActor(): EventsByActor {
    this.wholeByActor ??= eventsByActor(this.whole());
    return this.wholeByActor;
  }

  /** The acts of the latest weeks, and their graph where it is the whole's. O(events). */
  weeks(spanMs: number): { readonly columns: EventColumns; readonly graph?: EngagementGraph } {
    this.cut = null; // weeks are large, and come after the windows
    const marked = actsOfWeeks(this.whole(), spanMs, ACTS_MAX);
    const columns = this.columns.since(Number.NEGATIVE_INFINITY, marked);
    return columns.count === this.count ? { columns, graph: this.graph() } : { columns };
  }

  /** Names of a held event by its sequence. O(1) while all are held, then O(log events). */
  of(sequence: number): EventName {
    const { sequence: held, actor, target } = this.whole();
    let low = held[sequence] === sequence ? sequence : 0;
    let high = held[sequence] === sequence ? sequence : held.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (held[mid]! < sequence) low = mid + 1;
      else high = mid;
    }
    if (held[low] !== sequence) throw new Error(`no event with sequence \`${sequence}\``);
    return this.names.of(low, { actor: actor[low]!, target: target[low]! });
  }

  private makeRoom(windowFromMs: number): void {
    const whole = this.whole();
    // What is held moves together in place.
    this.cut = null;
    const before = {
      sequence: whole.sequence.slice(),
      actor: whole.actor.slice(),
      target: whole.target.slice(),
    };
    this.gone = true;
    this.columns.forget((atMs, kind) => kind === 0 && atMs < windowFromMs);
    if (this.columns.count() > (1 - FREED_PART_MIN) * this.eventsMax) this.columns.evict();
    this.wholeColumns = null;
    this.wholeGraph = null;
    this.wholeByActor = null;
    const left = this.whole();
    const events = new Int32Array(left.count);
    const actors = new Int32Array(left.actorCount);
    const targets = new Int32Array(left.targetCount);
    for (let at = 0, to = 0; to < left.count; at++) {
      if (before.sequence[at] !== left.sequence[to]) continue;
      actors[left.actor[to]!] = before.actor[at]!;
      targets[left.target[to]!] = before.target[at]!;
      events[to++] = at;
    }
    this.names.keepOnly(events, actors, targets);
  }
}
