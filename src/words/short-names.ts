import { graphemes } from "./graphemes.ts";

/** Characters added where names that were cut came out alike. */
const WIDER_BY = 4;
/** Of the characters shown, those of the beginning: ids made one after another begin alike and differ at their end. */
const HEAD_PART = 0.3;

/**
 * Different names → each within `charactersMax` characters as they are seen, cut in the middle (`730…890001`). Where two would read alike all are
 * cut less, up to 40 characters; what is alike then stays so.
 */
export function shortNames(names: readonly string[], charactersMax: number): ReadonlyMap<string, string> {
  for (let most = charactersMax; ; most += WIDER_BY) {
    const short = new Map(names.map((name) => [name, cutMiddle(name, most)]));
    if (new Set(short.values()).size === short.size || most >= WIDEST) return short;
  }
}
/** Room that a label may take at the most. */
const WIDEST = 40;

function cutMiddle(name: string, charactersMax: number): string {
  const characters = graphemes(name);
  if (characters.length <= charactersMax) return name;
  const head = Math.max(1, Math.floor((charactersMax - 1) * HEAD_PART));
  const tail = charactersMax - 1 - head;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}
