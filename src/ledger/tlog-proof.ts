import { parseHash } from "./checkpoint.ts";

/** A proof that an entry is in a log, as a file of its own (C2SP tlog-proof@v1): entry's index, path, checkpoint. */
export interface TlogProof {
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

const HEAD = "c2sp.org/tlog-proof@v1";
/** A path is as long as its tree is high. */
const PATH_MAX = 63;

export function formatProof({ index, path, checkpoint }: TlogProof): string {
  const hashes = path.map((each) => `${Buffer.from(each).toString("base64")}\n`).join("");
  return `${HEAD}\nindex ${index}\n${hashes}\n${checkpoint}`;
}

/** Reads a proof; null when the text is none. Nothing of it is checked. */
export function parseProof(text: string): TlogProof | null {
  const split = text.indexOf("\n\n");
  const lines = text.slice(0, split).split("\n");
  if (split < 0 || lines.shift() !== HEAD) return null;
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? "") ?? [];
  const path = lines.map(parseHash);
  if (index === undefined || path.length > PATH_MAX || path.includes(null)) return null;
  return { index: Number(index), path: path as Uint8Array[], checkpoint: text.slice(split + 2) };
}
