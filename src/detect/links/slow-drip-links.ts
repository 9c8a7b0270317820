import type { EventColumns } from "../columns/event-columns.ts";
import { discoveryThreshold, lnPoissonTail } from "./chance.ts";
import { expectedNear, type Links, SHARED_MIN } from "./linked-tokens.ts";
import { BLOCKS, type Rhythm } from "./rhythm.ts";
import type { Tokens } from "./tokens.ts";

/** False links among links, on average, as for short windows. */
const DISCOVERY_RATE = 1e-3;
/** How many times what anybody's activity explains, and what these actors' own does: over weeks tastes add up, and few acts make small expectations. */
const LIFT_MIN = 2;
const OWN_LIFT_MIN = 4;
/** See `linkTokens`: links that close a triangle may be weaker. */
const LISTED_DEGREE = 0.1;

/**
 * Pairs of audiences that share more actors than these very actors' activity explains: the null model of given degrees, by stretch of time (Saracco et al.,
 * NJP 19, 2017; Tumminello et al., PLoS ONE 6(3), 2011). `linkTokens` expects of an audience what of anybody active then; over weeks that drowns a drip, whose hands
 * do two or three acts a month where people do sixty. Here an audience is expected to go on as it did: each of its actors comes to another target with
 * their own share of all acts in the stretch. Both directions are reckoned and the larger expectation holds; so does the one of sessions. Same shape and cost as `linkTokens`.
 */
export function linkSlowly(
  columns: EventColumns,
  tokens: Tokens,
  blocks: Uint16Array,
  rhythm: Rhythm,
  known: Uint8Array,
): Links {
  const { owner } = columns;
  const own = ownActivity(columns, rhythm);
  const shared = new Uint16Array(tokens.count);
  const touched = new Int32Array(tokens.count);
  const ahead = new Float64Array(BLOCKS);
  const back = new Float64Array(BLOCKS);
  const usual = new Float64Array(BLOCKS);
  const found = {
    a: [] as number[],
    b: [] as number[],
    shared: [] as number[],
    expected: [] as number[],
    lnP: [] as number[],
  };
  const lnListed = Math.log(LISTED_DEGREE / Math.max(1, tokens.count));
  const fill = tokens.actorStart.slice(1);
  for (let t = tokens.count - 1; t >= 0; t--) {
    let touchedCount = 0;
    const explained = known[tokens.target[t]!] === 1;
    for (let i = tokens.start[t]!; i < tokens.start[t + 1]!; i++) {
      const who = tokens.actor[i]!;
      const at = fill[who]! - 1;
      if (at < tokens.actorStart[who]! || tokens.token[at] !== t) continue;
      fill[who] = at;
      if (explained) continue;
      for (let later = at + 1; later < tokens.actorStart[who + 1]!; later++) {
        const other = tokens.token[later]!;
        if (shared[other]!++ === 0) touched[touchedCount++] = other;
      }
    }
    let ready = false;
    const targetA = tokens.target[t]!;
    const ownerA = owner[targetA]!;
    for (let x = 0; x < touchedCount; x++) {
      const other = touched[x]!;
      const both = shared[other]!;
      shared[other] = 0;
      if (both < SHARED_MIN) continue;
      const targetB = tokens.target[other]!;
      if (known[targetB] === 1 || targetB === targetA || (ownerA >= 0 && owner[targetB] === ownerA)) continue;
      if (!ready) {
        ready = true;
        own.of(tokens, t, ahead);
        for (let k = 0; k < BLOCKS; k++) {
          let sum = 0;
          for (let h = 0; h < BLOCKS; h++) sum += blocks[t * BLOCKS + h]! * rhythm.meet[h * BLOCKS + k]!;
          usual[k] = sum;
        }
      }
      let expected = 0;
      let ofAnybody = 0;
      for (let k = 0; k < BLOCKS; k++) {
        expected += blocks[other * BLOCKS + k]! * ahead[k]!;
        ofAnybody += blocks[other * BLOCKS + k]! * usual[k]!;
      }
      if (both < OWN_LIFT_MIN * expected || both < LIFT_MIN * ofAnybody) continue;
      own.of(tokens, other, back);
      let backwards = 0;
      for (let k = 0; k < BLOCKS; k++) backwards += blocks[t * BLOCKS + k]! * back[k]!;
      expected = Math.max(expected, backwards, expectedNear(columns, tokens, rhythm, t, other));
      if (both < OWN_LIFT_MIN * expected) continue;
      const lnP = lnPoissonTail(both, expected);
      if (lnP > lnListed) continue;
      found.a.push(t);
      found.b.push(other);
      found.shared.push(both);
      found.expected.push(expected);
      found.lnP.push(lnP);
    }
  }
  const tests = Math.max(1, (tokens.count * (tokens.count - 1)) / 2);
  const lnThreshold = discoveryThreshold(Float64Array.from(found.lnP), tests, DISCOVERY_RATE);
  const keep = found.lnP.flatMap((lnP, i) => (lnP <= lnThreshold ? [i] : []));
  return {
    count: keep.length,
    a: Int32Array.from(keep, (i) => found.a[i]!),
    b: Int32Array.from(keep, (i) => found.b[i]!),
    shared: Int32Array.from(keep, (i) => found.shared[i]!),
    expected: Float64Array.from(keep, (i) => found.expected[i]!),
    tests,
    lnThreshold,
  };
}

interface OwnActivity {
  /** Expected further acts of a token's actors on a target that has one act in each block: sums of their shares of the block. */
  readonly of: (tokens: Tokens, token: number, into: Float64Array) => void;
}

/** Acts by actor and block, sparse; each actor's act on the token itself is left out. O(events). */
function ownActivity(columns: EventColumns, rhythm: Rhythm): OwnActivity {
  const { count, actor, occurredAtMs, kind } = columns;
  const blockOf = (event: number): number =>
    Math.min(BLOCKS - 1, Math.floor((occurredAtMs[event]! - rhythm.fromMs) / rhythm.blockMs));
  const start = new Int32Array(columns.actorCount + 1);
  const total = new Float64Array(BLOCKS);
  for (let i = 0; i < count; i++) {
    if (kind[i] === 0) continue;
    start[actor[i]! + 1]!++;
    total[blockOf(i)]!++;
  }
  for (let a = 0; a < columns.actorCount; a++) start[a + 1]! += start[a]!;
  const block = new Uint8Array(start[columns.actorCount]!);
  const fill = start.slice(0, columns.actorCount);
  for (let i = 0; i < count; i++) if (kind[i] !== 0) block[fill[actor[i]!]!++] = blockOf(i);
  return {
    of: (tokens, token, into) => {
      into.fill(0);
      for (let i = tokens.start[token]!; i < tokens.start[token + 1]!; i++) {
        const who = tokens.actor[i]!;
        for (let at = start[who]!; at < start[who + 1]!; at++) into[block[at]!]!++;
        into[blockOf(tokens.event[i]!)]!--;
      }
      for (let k = 0; k < BLOCKS; k++) into[k] = into[k]! / Math.max(1, total[k]!);
    },
  };
}
