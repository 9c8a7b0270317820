import { type EventRow, type KeyColumn, keyColumn } from "../nouns/event-row.ts";

/**
 * Columns that windows are kept by and that stay as they were read: what kind of network an address is of, and what a remark
 * amounts to, the judge fills in.
 */
const COLUMNS: readonly KeyColumn[] = [
  "actor",
  "target",
  "owner",
  "ip",
  "ip_prefix",
  "device",
  "parent_share",
  "registration_batch",
  "content",
];
/** Places that keys fall on, as a power of two: 16 MiB. At ten million keys of one event each, 14 % meet another's and are not told. */
const PLACES_LOG2 = 26;

/**
 * Whether a key comes in one event or in several, for files that are read before they are judged. Two bits a place, by hash of the
 * key: keys that meet on a place count as seen twice, so that what is called lone is lone. 16 MiB, about 0.1 µs an event.
 */
export class KeySightings {
  /** Bits by place, sixteen places a word: low bit seen, high bit seen again. */
  private readonly words = new Uint32Array(2 ** (PLACES_LOG2 - 4));
  private readonly columns = Int32Array.from(COLUMNS, keyColumn);

  /** Takes the keys of one more event. */
  see({ hash }: EventRow): void {
    const { words, columns } = this;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]!;
      const low = hash[column * 2]!;
      if ((low | hash[column * 2 + 1]!) === 0) continue;
      const place = placeOf(low, column);
      const shift = (place & 15) << 1;
      const word = words[place >>> 4]!;
      const bits = (word >>> shift) & 3;
      if (bits < 3) words[place >>> 4] = word | ((bits === 0 ? 1 : 3) << shift);
    }
  }

  /** The bits of `EventRow.lone`, of an event that was seen, once all were. */
  loneOf({ hash }: EventRow): number {
    const { words, columns } = this;
    let lone = 0;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]!;
      const low = hash[column * 2]!;
      if ((low | hash[column * 2 + 1]!) === 0) continue;
      const place = placeOf(low, column);
      if (((words[place >>> 4]! >>> ((place & 15) << 1)) & 3) === 1) lone |= 1 << column;
    }
    return lone;
  }
}

/** The same value in another column is another key. */
function placeOf(low: number, column: number): number {
  return (low ^ Math.imul(column + 1, 0x9e3779b1)) >>> (32 - PLACES_LOG2);
}
