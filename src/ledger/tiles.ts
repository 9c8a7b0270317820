/** Hashes, or entries, of a whole tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
const LEVEL_BITS = 8;
/** An entry's length stands before it in two bytes. */
export const ENTRY_BYTES_MAX = 65_535;

/** One file of a log: level 0 holds leaves' hashes, level 1 the roots of whole tiles of level 0, and so on; `entries` the entries. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  /** Hashes or entries in it, 1 to 256. */
  readonly width: number;
}

/** Its path under the log's prefix: `tile/0/x001/x234/067`, with `.p/5` behind where it holds 5 and not 256. */
export function tilePath({ level, index, width }: Tile): string {
  const groups: string[] = [];
  for (let rest = index, first = true; first || rest > 0; rest = Math.floor(rest / 1000), first = false) {
    groups.unshift(`${first ? "" : "x"}${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The tile that a path names; null for any other path, `..` and names that are not in their one form among them. */
export function parseTilePath(path: string): Tile | null {
  const [, at, groups, part] =
    /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  if (at === undefined || groups === undefined) return null;
  const index = Number(groups.replaceAll(/[x/]/g, ""));
  const width = part === undefined ? TILE_WIDTH : Number(part);
  if (width < 1 || (part !== undefined && width >= TILE_WIDTH)) return null;
  const tile = { level: at === "entries" ? at : Number(at), index, width } as const;
  return tilePath(tile) === path ? tile : null;
}

/** How many hashes a level has in a tree of `size`. */
export function levelWidth(level: number, size: number): number {
  return Math.floor(size / 2 ** (LEVEL_BITS * level));
}

/** Every level that a tree of `size` has tiles of. */
export function levelsOf(size: number): readonly number[] {
  const levels: number[] = [];
  for (let level = 0; levelWidth(level, size) > 0; level++) levels.push(level);
  return levels;
}

/** Tiles of a level, or of the entries, that hold what lies in [from, to): the last one may be partial. */
export function* tilesOf(level: number | "entries", from: number, to: number): Generator<Tile> {
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
    yield { level, index, width: Math.min(TILE_WIDTH, to - index * TILE_WIDTH) };
  }
}

/** Entries → an entry bundle: each with its length before it, two bytes, big endian. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX) throw new RangeError(`an entry of \`${entry.length}\` bytes`);
    at = bytes.writeUInt16BE(entry.length, at);
    bytes.set(entry, at);
    at += entry.length;
  }
  return bytes;
}

/** Entries of a bundle, as far as it is whole; `whole` false: it ends within one. */
export function decodeBundle(bytes: Uint8Array): {
  readonly entries: readonly Uint8Array[];
  readonly whole: boolean;
} {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + bytes[at]! * 256 + bytes[at + 1]!;
    if (end > bytes.length) break;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return { entries, whole: at === bytes.length };
}
