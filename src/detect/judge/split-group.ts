import type { EngagementGraph } from "./engagement-graph.ts";

/** A part of a group: who, and what they served. */
export interface GroupPart {
  readonly members: ReadonlySet<number>;
  readonly targets: ReadonlySet<number>;
}

/** Rounds of expectation and maximisation. */
const ROUNDS = 25;
/** Parts a group may fall into. */
const PARTS_MAX = 16;
/** Fewest members and targets of a part. */
const MEMBERS_MIN = 5;
const TARGETS_MIN = 2;
/** Above it two parts serve the same things: one pool, of which not everybody is there each time. */
const ALIKE_MAX = 0.1;
/** Acts' worth of the group's own rate that a part's rate of a target is begun with. */
const PRIOR_ACTS = 2;
/** A part serves the targets on which so many of it, and such a share of its mean turnout, were seen. */
const SERVED_MEMBERS_MIN = 3;
const TURNOUT_MIN = 0.2;

/**
 * Group → the parts of it that serve different things: hands whose cover is what a school likes are found together with the school. A mixture of two by who came to what (Bernoulli mixture, EM), taken
 * where the two hardly serve the same targets, and again on each part. One part, the group itself, where it does not fall apart. O(rounds · acts of the members on the targets · parts); deterministic.
 */
export function splitGroup(graph: EngagementGraph, group: GroupPart): readonly GroupPart[] {
  const parts: GroupPart[] = [];
  const open: GroupPart[] = [{ members: group.members, targets: group.targets }];
  while (open.length > 0) {
    const part = open.pop()!;
    const two = parts.length + open.length + 2 > PARTS_MAX ? null : splitOnce(graph, part);
    if (two === null) parts.push(part);
    else open.push(...two);
  }
  return parts.sort((a, b) => b.members.size - a.members.size);
}

function splitOnce(graph: EngagementGraph, part: GroupPart): readonly GroupPart[] | null {
  const targets = [...part.targets];
  const members = [...part.members];
  if (members.length < 2 * MEMBERS_MIN || targets.length < 2 * TARGETS_MIN) return null;
  const rows = rowsOf(graph, members, targets);
  const first = seedRow(rows, targets.length);
  let belongs: number[] = rows.map((row) => (overlap(row, rows[first]!) > 0 ? 0.9 : 0.1));
  const rates = [new Float64Array(targets.length), new Float64Array(targets.length)] as const;
  for (let round = 0; round < ROUNDS; round++) {
    const sizes = fitRates(rows, belongs, rates);
    if (sizes[0] < MEMBERS_MIN || sizes[1] < MEMBERS_MIN) return null;
    const [one, other] = rates.map((own) => {
      let absent = 0;
      for (const rate of own) absent += Math.log(1 - rate);
      return absent;
    }) as [number, number];
    const prior = one - other + Math.log(sizes[0] / sizes[1]);
    belongs = rows.map((row) => {
      let odds = prior;
      for (const t of row) {
        const a = rates[0][t]!;
        const b = rates[1][t]!;
        odds += Math.log((a * (1 - b)) / (b * (1 - a)));
      }
      return 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, odds))));
    });
  }
  if (cosine(rates[0], rates[1]) > ALIKE_MAX) return null;
  const two = [0, 1].map((side) =>
    partOf(
      rows,
      members,
      targets,
      belongs.map((own) => (side === 0 ? own >= 0.5 : own < 0.5)),
    ),
  );
  const whole = two.filter((one) => one.members.size >= MEMBERS_MIN && one.targets.size >= TARGETS_MIN);
  return whole.length === 2 ? whole : null;
}

/** By member: places of the targets acted on. */
function rowsOf(graph: EngagementGraph, members: readonly number[], targets: readonly number[]): number[][] {
  const place = new Map(targets.map((target, at) => [target, at]));
  const { actorStart, target } = graph.acts;
  return members.map((member) => {
    const row: number[] = [];
    for (let at = actorStart[member]!; at < actorStart[member + 1]!; at++) {
      const own = place.get(target[at]!);
      if (own !== undefined) row.push(own);
    }
    return row;
  });
}

/** The member who came most often: one side begins with those who share a target with it. */
function seedRow(rows: readonly number[][], targets: number): number {
  const turnout = new Float64Array(targets);
  for (const row of rows) for (const t of row) turnout[t]!++;
  let best = 0;
  let most = -1;
  rows.forEach((row, at) => {
    if (row.length <= most) return;
    most = row.length;
    best = at;
  });
  // Of the targets that one came to, the best attended alone: else nearly everybody shares one.
  rows[best]!.sort((a, b) => turnout[b]! - turnout[a]! || a - b);
  return best;
}

function overlap(row: readonly number[], seed: readonly number[]): number {
  let both = 0;
  for (const t of row) if (seed.includes(t)) both++;
  return both;
}

function fitRates(
  rows: readonly number[][],
  belongs: readonly number[],
  rates: readonly [Float64Array, Float64Array],
): readonly [number, number] {
  const sizes: [number, number] = [0, 0];
  rates[0].fill(0);
  rates[1].fill(0);
  rows.forEach((row, at) => {
    const own = belongs[at]!;
    sizes[0] += own;
    sizes[1] += 1 - own;
    for (const t of row) {
      rates[0][t]! += own;
      rates[1][t]! += 1 - own;
    }
  });
  for (let t = 0; t < rates[0].length; t++) {
    const all = (rates[0][t]! + rates[1][t]!) / rows.length;
    for (const side of [0, 1] as const)
      rates[side][t] = clamp((rates[side][t]! + PRIOR_ACTS * all) / (sizes[side] + PRIOR_ACTS), 1e-4, 0.999);
  }
  return sizes;
}

function partOf(
  rows: readonly number[][],
  members: readonly number[],
  targets: readonly number[],
  isIn: readonly boolean[],
): GroupPart {
  const own = members.filter((_, at) => isIn[at]);
  const turnout = new Float64Array(targets.length);
  rows.forEach((row, at) => {
    if (isIn[at]) for (const t of row) turnout[t]!++;
  });
  let squares = 0;
  let sum = 0;
  for (const came of turnout) {
    sum += came;
    squares += came * came;
  }
  const usual = sum === 0 ? 0 : squares / sum;
  const served = targets.filter(
    (_, t) => turnout[t]! >= SERVED_MEMBERS_MIN && turnout[t]! >= TURNOUT_MIN * usual,
  );
  return { members: new Set(own), targets: new Set(served) };
}

function cosine(a: Float64Array, b: Float64Array): number {
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (let t = 0; t < a.length; t++) {
    both += a[t]! * b[t]!;
    ofA += a[t]! ** 2;
    ofB += b[t]! ** 2;
  }
  return both / Math.max(1e-12, Math.sqrt(ofA * ofB));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
