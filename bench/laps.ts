const DAY_MS = 86_400_000;
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ID = '{"id":"';
const AT = '"at":"';

/** Lines of a simulated day, again and again: each lap is a day later, with ids of its own. */
export interface Laps {
  /** The next line without its break; valid until the call after next. */
  next(): Uint8Array;
  /** A copy of the next line, with its break. */
  nextWithBreak(): Uint8Array;
}

/** `firstLap`: ids and days of a lap that nobody has sent yet, below 52. NDJSON of the simulator (`{"id":"…","type":"…","at":"2026-…`) → its laps. Throws where a line has another form. */
export function createLaps(bytes: Buffer, firstLap = 0): Laps {
  let start = 0;
  let lap = firstLap;

  function line(): { readonly from: number; readonly to: number } {
    if (start >= bytes.length) {
      start = 0;
      lap++;
    }
    const from = start;
    const to = bytes.indexOf(0x0a, from);
    start = to + 1;
    if (lap > 0) mark(from, to);
    return { from, to };
  }

  function mark(from: number, to: number): void {
    const letter = LETTERS.charCodeAt(lap % LETTERS.length);
    bytes[from + ID.length] = letter;
    const at = bytes.indexOf(AT, from) + AT.length;
    if (at < from + AT.length || at > to) throw new Error("a line without a time");
    const text = bytes.toString("latin1", at, at + 10);
    const day = Date.parse(`${text}T00:00:00Z`);
    const next = new Date(day + (lap === firstLap ? lap : 1) * DAY_MS).toISOString();
    bytes.write(next.slice(0, 10), at, "latin1");
  }

  return {
    next: () => {
      const { from, to } = line();
      return bytes.subarray(from, to);
    },
    nextWithBreak: () => {
      const { from, to } = line();
      return Buffer.from(bytes.subarray(from, to + 1));
    },
  };
}
