/** Share of the lines beside a lone return that must have as many fields as the others. */
const ALIKE_SHARE_MIN = 0.5;
const DELIMITERS = [",", "\t", ";", "|"] as const;
/** Bytes of the line ends that Unicode has besides: NEL and the line separator. */
const RARE_ENDS = /\u0085|\u2028/;

/** Line ends of a text that are no line feed. */
export interface OddLineEnds {
  /** Whether `\r` alone ends lines. */
  readonly returns: boolean;
  /** Whether U+0085 or U+2028 does. */
  readonly rare: boolean;
}

/**
 * The first text of a delimited file → the line ends in it that are no `\n`; null where it has none. `\r` alone ends lines where
 * what it parts has as many delimiters as other lines have: files of two machines that were joined, or edited on another.
 * A `\r` inside a text that somebody wrote parts nothing alike, and stays.
 */
export function oddLineEnds(head: string): OddLineEnds | null {
  if (!/[\r\n]/.test(head)) {
    const parts = head.split(RARE_ENDS);
    return parts.length > 2 && alike(parts) ? { returns: false, rare: true } : null;
  }
  if (!/\r(?![\n\r]|$)/.test(head)) return null;
  const lines = head.split(/\r*\n/);
  const parts = lines.flatMap((line) => line.split("\r"));
  const usual = counts(parts);
  const parted = lines.filter((line) => line.includes("\r")).flatMap((line) => line.split("\r"));
  return usual !== null && share(parted, usual) >= ALIKE_SHARE_MIN ? { returns: true, rare: false } : null;
}

interface Usual {
  readonly delimiter: string;
  readonly fields: number;
}

/** The delimiter that most lines have, and how often most of these have it; null where lines have none. */
function counts(lines: readonly string[]): Usual | null {
  let best: (Usual & { readonly lines: number }) | null = null;
  for (const delimiter of DELIMITERS) {
    const times = new Map<number, number>();
    for (const line of lines) {
      const fields = line.split(delimiter).length;
      if (fields > 1) times.set(fields, (times.get(fields) ?? 0) + 1);
    }
    for (const [fields, seen] of times)
      if (best === null || seen > best.lines) best = { delimiter, fields, lines: seen };
  }
  return best;
}

function share(lines: readonly string[], { delimiter, fields }: Usual): number {
  const filled = lines.filter((line) => line.trim() !== "");
  return filled.filter((line) => line.split(delimiter).length === fields).length / Math.max(1, filled.length);
}

function alike(lines: readonly string[]): boolean {
  const usual = counts(lines);
  return usual !== null && share(lines, usual) >= ALIKE_SHARE_MIN;
}

/** A text (UTF-8) with its odd line ends → with `\n` in their place. A line end of two pieces comes out right. */
export async function* withEvenLineEnds(
  pieces: AsyncIterable<Buffer>,
  { returns, rare }: OddLineEnds,
): AsyncGenerator<Buffer> {
  let pending = "";
  for await (const piece of pieces) {
    // Latin-1 keeps each byte in its place, and three bytes may be cut between two pieces.
    const text = pending + piece.toString("latin1");
    const whole = text.length - (/(?:\r|\xe2\x80?|\xc2)$/.exec(text)?.[0].length ?? 0);
    pending = text.slice(whole);
    const even = evened(text.slice(0, whole), returns, rare);
    if (even !== "") yield Buffer.from(even, "latin1");
  }
  if (pending !== "") yield Buffer.from(evened(pending, returns, rare), "latin1");
}

function evened(text: string, returns: boolean, rare: boolean): string {
  const fed = returns ? text.replace(/\r+\n|\r/g, "\n") : text;
  return rare ? fed.replace(/\xc2\x85|\xe2\x80\xa8/g, "\n") : fed;
}
