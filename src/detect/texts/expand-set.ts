import type { SentenceActs } from "./sentence-acts.ts";
import type { SetEvidence } from "./set-evidence.ts";
import { compareSamples } from "./two-samples.ts";

/** A sentence that belongs is used at least half and at most twice as often as the set's mean. */
const COUNT_RATIO = 2;
/** Below this chance a newcomer keeps another course than the set: divided by the number of targets, each of which is a try. */
const NEWCOMER_CHANCE = 0.01;
/** Below this chance one of the set does; it was told with the others, on several targets, so chance has more tries. */
const MEMBER_CHANCE = 1e-4;
/** Comments of a sentence on one target that its course needs. */
const COURSE_MIN = 5;
/** Where accounts that wrote several sentences told the set, a sentence has at least this part of the set's share of them. */
const HANDS_PART = 0.5;

/**
 * A told set → the set with every sentence that is used about as often and keeps the set's course on each of its targets, without
 * those that do not. Each must also show by itself what told the set: a course nearer to the set's than to the audience's,
 * accounts that wrote several. The search takes windows and courses, which leave one out or take one in at their edge.
 */
export function expandSet(acts: SentenceActs, set: readonly number[], told: SetEvidence): number[] {
  const { table, sentenceOf } = acts;
  const kinds = new Set(told.evidence.map(({ kind }) => kind));
  const chosen = new Set(set);
  const fits = new Map<number, boolean>();
  const nearer = new Map<number, number>();
  for (const target of told.targets) {
    const times = new Map<number, number[]>();
    const audience: number[] = [];
    for (const comment of acts.ofTarget(target)) {
      const s = sentenceOf[comment]!;
      const at = table.atMs[comment]!;
      if (acts.copied[comment] === 0) audience.push(at);
      if (s < 0) continue;
      const mine = times.get(s);
      if (mine === undefined) times.set(s, [at]);
      else mine.push(at);
    }
    const inSet = [...times].filter(([s]) => chosen.has(s));
    const mean = inSet.reduce((sum, [, all]) => sum + all.length, 0) / Math.max(1, inSet.length);
    const others = Float64Array.from(audience);
    for (const s of new Set([...chosen, ...times.keys()])) {
      if (fits.get(s) === false) continue;
      const mine = Float64Array.from(times.get(s) ?? []);
      const rest = inSet.filter(([other]) => other !== s).flatMap(([, all]) => all);
      const toSet = compareSamples(mine, Float64Array.from(rest).sort());
      const often = mine.length * COUNT_RATIO >= mean && mine.length <= mean * COUNT_RATIO;
      fits.set(
        s,
        often && toSet.chance >= (chosen.has(s) ? MEMBER_CHANCE : NEWCOMER_CHANCE / told.targets.length),
      );
      if (mine.length < COURSE_MIN) continue;
      const gain = (compareSamples(mine, others).distance - toSet.distance) * mine.length;
      nearer.set(s, (nearer.get(s) ?? 0) + gain);
    }
  }
  const handsMin = kinds.has("several_sentences") ? HANDS_PART * handsOf(acts, chosen, set) : 0;
  return [...fits.keys()]
    .filter((s) => fits.get(s) === true)
    .filter((s) => !kinds.has("own_course") || (nearer.get(s) ?? 0) > 0)
    .filter((s) => handsMin === 0 || handsOf(acts, chosen, [s]) >= handsMin)
    .sort((a, b) => a - b);
}

/** Part of those who wrote `some` that wrote two different sentences of the set. */
function handsOf(acts: SentenceActs, chosen: ReadonlySet<number>, some: readonly number[]): number {
  const accounts = new Set(some.flatMap((s) => [...acts.sentences[s]!.accounts]));
  let hands = 0;
  for (const actor of accounts) {
    const mine = new Set([...acts.ofActor(actor)].map((comment) => acts.sentenceOf[comment]!));
    let wrote = 0;
    for (const s of mine) if (chosen.has(s)) wrote++;
    if (wrote >= 2) hands++;
  }
  return hands / accounts.size;
}
