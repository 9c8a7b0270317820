/**
 * Letters that look like Latin ones → the Latin letter. Lower case, since texts are compared in lower case.
 * Source: Unicode `confusables.txt` 15.1 (UTS 39), the rows of the Cyrillic and Greek small letters that anybody has on a keyboard;
 * NFKC has folded full-width, mathematical and circled forms before.
 */
const PAIRS =
  "аa вb сc ԁd еe һh іi јj кk мm нh оo рp ԛq ѕs тt уy хx ԝw ѵv αa εe ιi κk νv οo ρp τt υu χx γy ɡg ıi";

export const LOOK_ALIKE_LETTERS: ReadonlyMap<string, string> = new Map(
  PAIRS.split(" ").map((pair) => [pair[0]!, pair[1]!]),
);
