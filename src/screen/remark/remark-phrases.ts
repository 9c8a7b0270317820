import type { Unit } from "./fold-remark.ts";
import type { Quantity } from "./quantities.ts";
import type { RemarkFact } from "./remark-facts.ts";
import type { TermMatch } from "./whole-words.ts";

/** Letters of a word that is told as it is; longer ones are addresses and keys. */
const LETTERS_TOLD_MAX = 12;
/** A fact that counts less is left out of what stands together. */
const PART_MIN = 0.25;
/** Facts of which two in one remark say more, or less, than each alone. */
const JOINED = /^(?:act:|object:|platform:|trade:|context:|scene:|counted|platform_counted$|not_counted$)/;

/**
 * The turns of phrase of a remark, each once: what the `phrases` of a lexicon have weights for.
 *
 * * `好评`: two characters in a row, digits as `0`, marks left out
 * * `like|的`: two things in a row: groups of words, numbers by their kind (`#round`), other characters and words in letters, and
 *   `^` and `$` for the ends
 * * `object:like+context:daily`: two facts in one remark
 */
export function remarkPhrases(
  units: readonly Unit[],
  chosen: readonly TermMatch[],
  quantities: readonly Quantity[],
  facts: readonly RemarkFact[],
): Set<string> {
  const found = new Set<string>();
  let before = "";
  for (const { kind, char } of units) {
    if (kind === "mark") continue;
    const shown = kind === "digit" ? "0" : char;
    if (before !== "") found.add(before + shown);
    before = shown;
  }
  let last = "^";
  for (const token of tokensOf(units, chosen, quantities)) {
    found.add(`${last}|${token}`);
    last = token;
  }
  const joined = facts
    .filter(({ rule, part }) => part > PART_MIN && JOINED.test(rule))
    .map(({ rule }) => rule);
  joined.sort();
  for (const [index, rule] of joined.entries())
    for (const other of joined.slice(index + 1)) found.add(`${rule}+${other}`);
  return found;
}

/** A remark as what its words are: `快手赞100` → `platform_short_video`, `like_word`, `#round`, `$`. */
function tokensOf(
  units: readonly Unit[],
  chosen: readonly TermMatch[],
  quantities: readonly Quantity[],
): string[] {
  const placed = new Map<number, { readonly end: number; readonly token: string }>();
  for (const { first, last, term } of chosen)
    placed.set(first, { end: last, token: term.class === "order" ? "order" : term.group.id });
  for (const number of quantities)
    if (!placed.has(number.first)) placed.set(number.first, { end: number.last, token: numberToken(number) });
  const tokens: string[] = [];
  for (let at = 0; at < units.length; at++) {
    const place = placed.get(at);
    const { kind, char } = units[at]!;
    if (place !== undefined) {
      tokens.push(place.token);
      at = place.end;
    } else if (kind === "letter") {
      let word = char;
      while (units[at + 1]?.kind === "letter" && !placed.has(at + 1)) word += units[++at]!.char;
      tokens.push(word.length > LETTERS_TOLD_MAX ? "letters" : word);
    } else if (kind === "han" || kind === "emoji") tokens.push(char);
  }
  tokens.push("$");
  return tokens;
}

function numberToken({ kind, value }: Quantity): string {
  if (kind === "other") return "#other";
  if (value < 10) return "#few";
  if (value % 50 === 0) return "#round";
  if (value % 10 === 0) return "#tens";
  const end = value % 100;
  return end === 66 || end === 88 || end === 99 || value === 520 || value === 1314
    ? "#spoken"
    : value < 100
      ? "#small"
      : "#odd";
}
