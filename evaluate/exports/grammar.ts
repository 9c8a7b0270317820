/**
 * Text from patterns: `{slot}` stands for one of the slot's own patterns. Slots that are computed:
 * `{n}` a small number, `{mm}` a place in the video, `{big}` a large number, `{year}`.
 */
import { pick, type Random, whole } from "./sampling.ts";

/** The patterns of each slot. */
export type Grammar = Readonly<Record<string, readonly string[]>>;

const COMPUTED: Readonly<Record<string, (random: Random) => string>> = {
  n: (random) => String(whole(random, 2, 30)),
  mm: (random) => `${whole(random, 0, 14)}:${String(whole(random, 0, 59)).padStart(2, "0")}`,
  big: (random) => String(whole(random, 3, 98) * 100),
  year: (random) => String(whole(random, 2008, 2025)),
};

/** Splits material that is written as `one|two|three`. A long part may go on in the next line. */
export function parts(material: string): readonly string[] {
  return material.split("|").map((part) => part.trim().replace(/\s*\n\s*/g, " "));
}

/** Fills the slots of a pattern. A slot that the grammar lacks is a mistake of the material. */
export function fill(random: Random, grammar: Grammar, pattern: string): string {
  return pattern.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const computed = COMPUTED[slot];
    if (computed) return computed(random);
    const patterns = grammar[slot];
    if (!patterns) throw new Error(`no slot "${slot}" for "${pattern}"`);
    return fill(random, grammar, pick(random, patterns));
  });
}
