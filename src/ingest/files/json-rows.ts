/** A list of objects (or of lists) inside a JSON value. */
export interface JsonList {
  /** Keys that lead to it, as a mapping writes them: `data.items`. Lists on the way are looked through. */
  readonly path: string;
  /** Elements seen in the part that was looked at. */
  readonly elements: number;
}

/** What of a JSON value is walked over: called at structure only, never for the bytes of values. */
interface Walker {
  /** A list or object opens; `path` are the keys that lead to it, `depth` counts what is open, itself included. */
  opened(kind: "list" | "object", path: readonly string[], depth: number, at: number): void;
  /** `depth` as it was when it opened. */
  closed(kind: "list" | "object", depth: number, at: number): void;
  comma(depth: number, at: number): void;
  /** A key of an object that `path` leads to. */
  keyed?(key: string, path: readonly string[]): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
/** Longest key that can be part of a path; longer ones are cut. */
const KEY_BYTES_MAX = 1024;

/** Walks over JSON in pieces, one value after another. Not a check: brackets, quotes and keys only. */
function createWalk(walker: Walker): (piece: Uint8Array) => void {
  const kinds: ("list" | "object")[] = [];
  const keys: string[] = [];
  let inString = false;
  let escaped = false;
  let keyBytes: number[] | null = null;
  let lastText = "";
  const objectKeys = (): string[] => keys.filter((_, frame) => kinds[frame] === "object");
  return (piece) => {
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (keyBytes !== null) lastText = Buffer.from(keyBytes).toString("utf8");
          keyBytes = null;
          continue;
        }
        if (keyBytes !== null && keyBytes.length < KEY_BYTES_MAX) keyBytes.push(byte);
        continue;
      }
      switch (byte) {
        case QUOTE:
          inString = true;
          keyBytes = kinds.at(-1) === "object" && keys[kinds.length - 1] === "" ? [] : null;
          break;
        case COLON:
          if (kinds.at(-1) === "object") {
            keys[kinds.length - 1] = lastText;
            walker.keyed?.(lastText, objectKeys().slice(0, -1));
          }
          break;
        case COMMA:
          if (kinds.at(-1) === "object") keys[kinds.length - 1] = "";
          walker.comma(kinds.length, at);
          break;
        case LIST:
        case OBJECT: {
          const kind = byte === LIST ? "list" : "object";
          const path = objectKeys();
          kinds.push(kind);
          keys.push("");
          walker.opened(kind, path, kinds.length, at);
          break;
        }
        case LIST_END:
        case OBJECT_END: {
          const kind = kinds.pop();
          keys.pop();
          if (kind !== undefined) walker.closed(kind, kinds.length + 1, at);
          break;
        }
      }
    }
  };
}

/** Lists of objects or of lists in the first bytes of a JSON file, those of most elements first. */
export function listsIn(head: Uint8Array): JsonList[] {
  const elements = new Map<string, number>();
  const open: (string | null)[] = [];
  createWalk({
    opened(kind, path, _depth) {
      const within = open.at(-1);
      if (within !== undefined && within !== null) elements.set(within, (elements.get(within) ?? 0) + 1);
      open.push(kind === "list" ? path.join(".") : null);
    },
    closed: () => open.pop(),
    comma: () => {},
  })(head);
  return [...elements]
    .filter(([path]) => path !== "")
    .map(([path, count]) => ({ path, elements: count }))
    .sort((a, b) => b.elements - a.elements);
}

/** Keys of the outermost objects in the first bytes of a JSON file. */
export function topKeysIn(head: Uint8Array): string[] {
  const keys = new Set<string>();
  createWalk({
    opened: () => {},
    closed: () => {},
    comma: () => {},
    keyed(key, path) {
      if (path.length === 0) keys.add(key);
    },
  })(head);
  return [...keys];
}

/** Lets only the elements of the lists at one path through. */
export interface RowsFilter {
  /** A piece → as many bytes: the elements as they stand, blanks for all else; line breaks stay, so lines keep their numbers. */
  mask(piece: Uint8Array): Buffer;
  /** Whether such a list was met. */
  found(): boolean;
}

/** A filter for the lists at `path`, in a value or in many values one after another (pages of an API, one a line). */
export function createRowsFilter(path: readonly string[]): RowsFilter {
  let found = false;
  /** Depth of the list whose elements pass; 0 outside. */
  let rowsDepth = 0;
  let out: Buffer = Buffer.alloc(0);
  let piece: Uint8Array = out;
  let from = 0;
  const pass = (to: number): void => {
    out.set(piece.subarray(from, to), from);
  };
  const walk = createWalk({
    opened(kind, keys, depth, at) {
      if (rowsDepth > 0 || kind !== "list" || keys.length !== path.length) return;
      if (!keys.every((key, i) => key === path[i])) return;
      found = true;
      rowsDepth = depth;
      from = at + 1;
    },
    closed(_kind, depth, at) {
      if (rowsDepth === 0 || depth !== rowsDepth) return;
      pass(at);
      rowsDepth = 0;
    },
    comma(depth, at) {
      if (rowsDepth === 0 || depth !== rowsDepth) return;
      pass(at);
      from = at + 1;
    },
  });
  return {
    found: () => found,
    mask(given) {
      piece = given;
      from = 0;
      out = Buffer.alloc(given.length, 0x20);
      for (let at = given.indexOf(10); at >= 0; at = given.indexOf(10, at + 1)) out[at] = 10;
      walk(given);
      if (rowsDepth > 0) pass(given.length);
      return out;
    },
  };
}
