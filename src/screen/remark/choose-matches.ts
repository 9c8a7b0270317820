import type { Unit } from "./fold-remark.ts";
import type { Lexicon } from "./lexicon.ts";
import type { TermMatch } from "./whole-words.ts";

/** Text that breaks a word on one side only, when the reading is a disguised one. */
const TORN_FIDELITY = 0.5;
/** The text is a word of its own: 电站 is a power station before it is 点赞. */
const OWN_MEANING_FIDELITY = 0.3;
/** Letters that stand for a word, by how many they are. */
const SHORT_FIDELITY = [0, 0.45, 0.55, 0.65] as const;
const LEADING_LETTERS = 0.6;
/** Where a context word and an order share characters, the ordinary meaning is taken: 涨 + 粉条. */
const CONTEXT_FIRST = 0.2;
/** Acts that belong to the trade by themselves: 刷, 代. */
const STRONG_ACT = 3;
const PARTICLES = new Set("的了过着");
/** One character alone must be read surely. */
const SINGLE_FIDELITY_MIN = 0.55;

/**
 * The matches that stand: those not torn out of ordinary words, and of those that overlap the longest and surest.
 * In order of the remark. The words of the remark are cut only when there is something to check.
 */
export function chooseMatches(
  units: readonly Unit[],
  matches: readonly TermMatch[],
  lexicon: Lexicon,
): TermMatch[] {
  const needsWords = matches.some(({ term }) => term.script === "han" && !isContext(term.class));
  const words = needsWords ? wordBounds(units, lexicon) : null;
  const standing: TermMatch[] = [];
  const orders = matches.filter(isPlainOrder);
  for (const match of matches) {
    const kept = weighed(match, units, words);
    if (kept === null) continue;
    if (kept.term.class === "benign" && orders.some((order) => takesBack(order, kept, units))) continue;
    standing.push(kept);
  }
  standing.sort((a, b) => rank(b) - rank(a) || a.first - b.first || b.term.weight - a.term.weight);
  const used = new Uint8Array(units.length);
  const chosen: TermMatch[] = [];
  for (const match of standing) {
    let free = true;
    for (let i = match.first; i <= match.last && free; i++) free = used[i] === 0;
    if (!free) continue;
    used.fill(1, match.first, match.last + 1);
    chosen.push(match);
  }
  return chosen.sort((a, b) => a.first - b.first);
}

/** An act of the trade and its object, written as they are: 刷赞. */
function isPlainOrder({ term, ways }: TermMatch): boolean {
  return term.class === "order" && ways === 0 && term.action!.weight >= STRONG_ACT;
}

/** Whether an order's object begins what is taken for everyday words and goes on with a particle: 刷赞的钱 is no 赞的. */
function takesBack(order: TermMatch, { first, last }: TermMatch, units: readonly Unit[]): boolean {
  if (order.first >= first || order.last < first) return false;
  return last === order.last + 1 && isParticle(units[last]);
}

function isParticle(unit: Unit | undefined): boolean {
  return unit !== undefined && PARTICLES.has(unit.char);
}

export function isContext(kind: string): boolean {
  return kind === "benign" || kind === "complaint" || kind === "official";
}

function rank({ term, fidelity, initialsOnly }: TermMatch): number {
  const length = term.script === "han" && !term.short && !initialsOnly ? term.chars : term.chars / 2;
  return length * fidelity * fidelity + (isContext(term.class) ? CONTEXT_FIRST : 0);
}

interface WordBounds {
  readonly start: Int32Array;
  readonly end: Int32Array;
}
/** For each unit, the first and last unit of the word it is in. */
function wordBounds(units: readonly Unit[], lexicon: Lexicon): WordBounds {
  const start = new Int32Array(units.length);
  const end = new Int32Array(units.length);
  let at = 0;
  for (const word of lexicon.cut(units.map((unit) => unit.char).join(""))) {
    let length = 0;
    for (const _ of word) length++;
    for (let i = 0; i < length; i++) {
      start[at + i] = at;
      end[at + i] = at + length - 1;
    }
    at += length;
  }
  return { start, end };
}

/** The match with the fidelity that the words around leave it; null when it is none. */
function weighed(match: TermMatch, units: readonly Unit[], words: WordBounds | null): TermMatch | null {
  const { term, first, last } = match;
  let { fidelity } = match;
  if (term.short) {
    // dz定制: the letters belong to the word behind them.
    const led = term.class === "object" && units[last + 1]?.kind === "han" ? LEADING_LETTERS : 1;
    return { ...match, fidelity: fidelity * led * SHORT_FIDELITY[Math.min(term.chars, 3)]! };
  }
  if (term.script !== "han" || words === null) return match;
  const tornLeft = units[first]!.kind === "han" && words.start[first]! < first;
  const particle = isPlainOrder(match) && words.end[last] === last + 1 && isParticle(units[last + 1]);
  const tornRight = units[last]!.kind === "han" && words.end[last]! > last && !particle;
  // 闲鱼粉丝 holds no fish meal: what begins in one word and ends in another is none.
  if (isContext(term.class)) return tornLeft && tornRight && match.ways === 0 ? null : match;
  if (tornLeft || tornRight) {
    if ((tornLeft && tornRight) || match.ways === 0 || term.chars === 1) return null;
    fidelity *= TORN_FIDELITY;
  }
  if (fidelity < 1 && hasOwnWord(units, match, words)) fidelity *= OWN_MEANING_FIDELITY;
  if (term.chars === 1 && fidelity < SINGLE_FIDELITY_MIN) return null;
  return fidelity === match.fidelity ? match : { ...match, fidelity };
}

/** Whether an ordinary word of two characters or more lies within the span, other than the term's own. */
function hasOwnWord(units: readonly Unit[], { term, first, last }: TermMatch, words: WordBounds): boolean {
  for (let i = first; i < last; i++) {
    const end = words.end[i]!;
    if (words.start[i] !== i || end === i || end > last || units[i]!.kind !== "han") continue;
    const word = units
      .slice(i, end + 1)
      .map((unit) => unit.char)
      .join("");
    if (!term.word.includes(word)) return true;
  }
  return false;
}
