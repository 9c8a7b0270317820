import { HOUR_MS } from "../nouns/durations.ts";

/** What a decoy is made of: events as columns, as the detector takes them. Codes are dense from 0. */
export interface DecoyColumns {
  readonly count: number;
  readonly actor: Int32Array;
  readonly target: Int32Array;
  readonly occurredAtMs: Float64Array;
  readonly kind: Uint8Array;
  readonly targetCount: number;
  /** By event: what the actor came with. It goes where the actor goes. */
  readonly infrastructure: Readonly<Partial<Record<string, Int32Array>>>;
}

const PART_HOURS = 6;
/** Popularity bands: powers of four of bundles on a target. */
const BANDS = 16;
const KINDS = 32;
/**
 * Chance, at most, that two bundles of a cell fall on one target, its largest left aside. A cell of few targets would not part people who act together but bring them
 * together on all of these: a live room's crowd and three rooms of its size look like a pool that serves four owners.
 */
const MEET_MAX = 0.01;

/**
 * The same window without coordination: actors, with what they came with, change places at random. What moves is a bundle, all that an actor did of one kind to one
 * target in an hour; it changes places with bundles of the same hour, kind and popularity of the target; where those are on too few targets, of the same hour
 * and kind, then of the same quarter of a day and kind, then of that quarter. What stays: each target's count by kind and time, how many targets an actor acts
 * on and when (within the quarter), who has which device. Who acts on the same things as whom is chance: what a detector finds there is a false
 * alarm. Also gone are honest reasons to act together (fans, neighbours): hold it beside honest hard cases. Deterministic by seed. O(events).
 */
export function decoyColumns<C extends DecoyColumns>(columns: C, seed: number): C {
  const { count, actor, target, occurredAtMs, kind } = columns;
  const hourOf = (i: number): number => Math.floor(occurredAtMs[i]! / HOUR_MS);
  const everything = Array.from({ length: count }, (_, i) => i);
  const bundles = group(everything, (i) => hourOf(i) * KINDS + kind[i]!).flatMap((hour) =>
    group(hour, (i) => actor[i]! * columns.targetCount + target[i]!),
  );
  const first = Int32Array.from(bundles, (bundle) => bundle[0]!);
  const targetOf = Int32Array.from(first, (i) => target[i]!);
  const popularity = new Int32Array(columns.targetCount);
  for (const t of targetOf) popularity[t]!++;
  const levels: readonly ((bundle: number) => number)[] = [
    (b) => Math.floor(hourOf(first[b]!) / PART_HOURS),
    (b) => Math.floor(hourOf(first[b]!) / PART_HOURS) * KINDS + kind[first[b]!]!,
    (b) => hourOf(first[b]!),
    (b) => Math.min(BANDS - 1, (31 - Math.clz32(popularity[targetOf[b]!]!)) >> 1),
  ];
  const seen = new Int32Array(columns.targetCount);
  // From the coarsest down: a cell is split into parts that are diverse.
  let cells: number[][] = [bundles.map((_, b) => b)];
  for (const level of levels) {
    cells = cells.flatMap((cell) => {
      const parts = group(cell, level);
      const good = parts.filter((part) => diverse(part, targetOf, seen));
      if (good.length === parts.length) return parts;
      // The others mix with the largest of the good ones; where that does not do, the cell stays whole.
      good.sort((a, b) => a.length - b.length);
      const rest = [...(good.pop() ?? []), ...parts.filter((part) => !diverse(part, targetOf, seen)).flat()];
      return diverse(rest, targetOf, seen) ? [...good, rest] : [cell];
    });
  }
  // Event → the event whose actor and belongings it gets.
  const from = new Int32Array(count);
  const draw = generator(seed);
  for (const cell of cells) {
    const order = cell.slice();
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(draw() * (i + 1));
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
    }
    cell.forEach((bundle, place) => {
      const giver = bundles[order[place]!]!;
      bundles[bundle]!.forEach((event, i) => {
        from[event] = giver[i % giver.length]!;
      });
    });
  }
  const moved = (column: Int32Array): Int32Array => column.map((_, i) => column[from[i]!]!);
  const infrastructure: Partial<Record<string, Int32Array>> = {};
  for (const [name, column] of Object.entries(columns.infrastructure)) {
    if (column !== undefined) infrastructure[name] = moved(column);
  }
  return { ...columns, actor: moved(actor), infrastructure };
}

function group(members: readonly number[], key: (member: number) => number): number[][] {
  const cells = new Map<number, number[]>();
  for (const one of members) {
    const list = cells.get(key(one));
    if (list === undefined) cells.set(key(one), [one]);
    else list.push(one);
  }
  return [...cells.values()];
}

/** Whether two bundles of the cell seldom fall on one target, its largest left aside. `seen` is all zeros before and after. */
function diverse(cell: readonly number[], targetOf: Int32Array, seen: Int32Array): boolean {
  let largest = 0;
  for (const bundle of cell) largest = Math.max(largest, ++seen[targetOf[bundle]!]!);
  let squares = -(largest ** 2);
  for (const bundle of cell) {
    squares += seen[targetOf[bundle]!]! ** 2;
    seen[targetOf[bundle]!] = 0;
  }
  return squares <= MEET_MAX * cell.length ** 2;
}

/** Numbers in [0, 1): Mulberry32 (Ettinger, public domain). */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
