import { STRUCTURE_WEIGHTS } from "../../src/screen/remark/structure-weights.ts";

/** Digits of a weight in the file: what texts say is not known more finely. */
const DIGITS = 2;
/** The lexicon takes no more. */
const WEIGHT_MAX = 8;

/**
 * A lexicon's text and weights by rule (`act:brush`, `scene:tip_scene`, `counted`) → the text with these weights in it, everything else
 * as it was, comments too. Throws where a group's `weight` line is not found: nothing is written by halves.
 */
export function withWeights(
  text: string,
  weights: ReadonlyMap<string, number>,
  phrases: ReadonlyMap<string, number>,
): string {
  let written = text;
  const structure = new Map<string, number>();
  for (const [rule, weight] of weights) {
    const id = rule.slice(rule.indexOf(":") + 1);
    if (id in STRUCTURE_WEIGHTS) {
      structure.set(id, weight);
      continue;
    }
    const place = new RegExp(`^(  ${id}:\\n(?:    .*\\n)*?    weight: )\\S+$`, "m");
    if (!place.test(written)) throw new Error(`no \`weight\` line of \`${id}\` in the lexicon`);
    written = written.replace(place, (_, before: string) => before + rounded(weight));
  }
  const block = Object.entries(STRUCTURE_WEIGHTS)
    .map(([rule, argued]) => `  ${rule}: ${rounded(structure.get(rule) ?? argued)}\n`)
    .join("");
  const known = /^structure:\n(?: {2}.*\n)*/m;
  if (!known.test(written))
    throw new Error("the lexicon has no `structure:`; write an empty one, `structure:`");
  const turns = [...phrases]
    .map(([phrase, weight]) => [phrase, rounded(weight)] as const)
    .filter(([, weight]) => weight !== "0")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([phrase, weight]) => `  ${JSON.stringify(phrase)}: ${weight}\n`)
    .join("");
  const structured = written.replace(known, () => `structure:\n${block}`);
  const before = structured.replace(/^phrases:\n(?: {2}.*\n)*/m, "");
  if (turns === "") return before;
  return `${before.trimEnd()}\n\nphrases:\n${turns}`;
}

function rounded(weight: number): string {
  return String(Number(Math.max(-WEIGHT_MAX, Math.min(WEIGHT_MAX, weight)).toFixed(DIGITS)));
}
