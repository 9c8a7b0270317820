import { suggest } from "../kernels/text/nearest-word.ts";
import {
  EVENT_TYPES,
  FURTHER_TYPES,
  isEngagement,
  kindCode,
  kindWords,
  RETRACTION_BIT,
} from "../nouns/event.ts";
import { hasKind, joinKinds, kindMask } from "../nouns/kind-mask.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { type Located, readWords } from "./yaml-reader.ts";

/** Every kind of event, with its code: `like` 1, `unlike` 17, … */
export const EVENT_KINDS: ReadonlyMap<string, number> = new Map(
  kindWords().map((word) => [word, kindCode(word)!] as const),
);

/** All engagement and no retraction; what `on` means where it is not said. */
export const ENGAGEMENT_MASK = maskOf((word) => isEngagement(kindCode(word)!) && !isRetraction(word));
/** All retractions. */
export const RETRACTION_MASK = maskOf(isRetraction);
/** Engagement and retractions. Payments are asked about by name only. */
export const ANY_MASK = joinKinds(ENGAGEMENT_MASK, RETRACTION_MASK);

/**
 * Engagement that one person gives one target once: what is sold by the hundred. Not views, which are most of all traffic;
 * not taps in a live room, hundreds of which are the product working as meant; not gifts, which cost money; not danmaku, where
 * an honest crowd chants one line.
 */
export const ENDORSEMENT_MASK = maskOf((word) =>
  ["like", "favorite", "comment", "share", "follow", "wow", "vote"].includes(word),
);

const GROUPS: ReadonlyMap<string, number> = new Map([
  ["endorsement", ENDORSEMENT_MASK],
  ["engagement", ENGAGEMENT_MASK],
  ["retraction", RETRACTION_MASK],
  ["any", ANY_MASK],
]);

/** The value of an `on` key (a word or a list of words) → mask of kind codes; 0 when it was in error (reported). */
export function readKinds(located: Located, report: Diagnostics): number {
  let mask = 0;
  for (const word of readWords(located, report)) {
    const bits = GROUPS.get(word.value) ?? kindBit(word.value);
    if (bits === 0) {
      const known = [...EVENT_KINDS.keys(), ...GROUPS.keys()];
      report.error(
        word.start,
        word.end,
        `no such event type: \`${word.value}\``,
        suggest(word.value, known) ??
          `one of ${[...EVENT_TYPES, ...FURTHER_TYPES, ...GROUPS.keys()].join(", ")}`,
      );
    }
    mask = joinKinds(mask, bits);
  }
  return mask;
}

/** Kind codes whose bits are set, ascending. */
export function kindsOf(mask: number): number[] {
  return [...EVENT_KINDS.values()].filter((code) => hasKind(mask, code)).sort((a, b) => a - b);
}

function kindBit(word: string): number {
  const code = EVENT_KINDS.get(word);
  return code === undefined ? 0 : kindMask([code]);
}

function isRetraction(word: string): boolean {
  const code = kindCode(word)!;
  return isEngagement(code) && (code & RETRACTION_BIT) !== 0;
}

function maskOf(keep: (word: string) => boolean): number {
  return kindMask([...EVENT_KINDS].flatMap(([word, code]) => (keep(word) ? [code] : [])));
}
