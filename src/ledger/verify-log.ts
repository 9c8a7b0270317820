import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import { LOG_FAULT_CODES, type LogFault, type LogFaultCode } from "../nouns/log-fault.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { entryContent } from "./entry.ts";
import { commitmentOf, type LedgerLeaf, leafText, parseLeaf } from "./leaf.ts";
import { isSignedBy, parseVerifier, type VerifierKey } from "./signed-note.ts";
import { createTileTree, hashesOf } from "./tile-tree.ts";
import { decodeBundle, levelsOf, levelWidth, TILE_WIDTH, type Tile, tilesOf } from "./tiles.ts";
import { leafHash } from "./tree-hash.ts";

/** Where a log is read from: a folder, or a server. */
export interface LogSource {
  readonly checkpoint: () => Promise<string | null>;
  readonly tile: (tile: Tile) => Promise<Uint8Array | null>;
  /** The key that it names as its own; null: none. */
  readonly verifierKey: () => Promise<string | null>;
  /** Entries with salts and bodies, from a sequence on; null where the source has none. */
  readonly entries: ((from: number, limit: number) => Promise<readonly LedgerEntry[]>) | null;
}

export interface LogVerdict {
  /** The first is the one to look at; empty: it is what was signed. */
  readonly faults: readonly LogFault[];
  readonly origin: string | null;
  /** The key that it was verified with. */
  readonly key: VerifierKey | null;
  /** The key was named by whoever asks, and not by the log itself. */
  readonly keyGiven: boolean;
  /** Entries that the checkpoint signs. */
  readonly size: number;
  readonly bodies: {
    readonly verified: number;
    readonly erased: number;
    readonly unpublished: number;
  } | null;
}

export interface VerifyOptions {
  /** Verifier key of the log, from somewhere else than the log. */
  readonly key?: VerifierKey;
  /** Earlier checkpoints of it, as they were kept elsewhere: the log must go on from each. */
  readonly earlier?: readonly string[];
  readonly onProgress?: (entries: number, size: number) => void;
}

/** Faults that are named one by one; of a log that is another one altogether the first says it all. */
const FAULTS_MAX = 20;
/** Entries read at once behind the last one that is signed. */
const PAGE = 1_000;

/**
 * Reads a whole log and says whether it is what its checkpoint signs: every entry, tile and body, in order, and that it goes on
 * from every earlier checkpoint given. Reads on after a fault, so that the first one is the first in the log. Memory: a few
 * tiles. Cost: about five hashes an entry.
 */
export async function verifyLog(source: LogSource, options: VerifyOptions = {}): Promise<LogVerdict> {
  const faults: LogFault[] = [];
  const add = (code: LogFaultCode, entry: number | null, detail: string): void => {
    if (faults.length < FAULTS_MAX) faults.push({ code, entry, detail });
  };
  const named = await source.verifierKey();
  const key = options.key ?? (named === null ? null : parseVerifier(named));
  const about = { key, keyGiven: options.key !== undefined };
  const text = await source.checkpoint();
  const checkpoint = text === null ? null : parseCheckpoint(text);
  if (checkpoint === null) {
    const [first] = (await source.entries?.(0, 1)) ?? [];
    if (text !== null) add("checkpoint_unreadable", null, "the checkpoint has not the form of one");
    else if (first !== undefined) add("no_checkpoint", 0, "there are entries, and no checkpoint signs them");
    return { faults, origin: null, ...about, size: 0, bodies: null };
  }
  const { origin, size } = checkpoint;
  const earlier: Checkpoint[] = [];
  if (key === null) add("checkpoint_not_signed", null, "no key is known that it should be signed with");
  for (const [i, note] of [text!, ...(options.earlier ?? [])].entries()) {
    const which = i === 0 ? "the checkpoint" : `the earlier checkpoint ${i}`;
    const read = parseCheckpoint(note);
    if (read === null) add("checkpoint_unreadable", null, `${which} has not the form of one`);
    else if (key !== null && (read.origin !== key.name || !isSignedBy(read.note, key)))
      add("checkpoint_not_signed", null, `${which} of \`${read.origin}\` is not signed by \`${key.name}\``);
    else if (read.origin !== origin) add("checkpoint_forks", null, `${which} is of \`${read.origin}\``);
    else if (i > 0) earlier.push(read);
  }
  const walk = await walkTiles(source, checkpoint, earlier, options.onProgress);
  faults.push(...walk.faults.slice(0, FAULTS_MAX));
  return { faults, origin, ...about, size, bodies: walk.bodies };
}

/** A leaf, its text and its hash. */
interface ReadLeaf {
  readonly leaf: LedgerLeaf | null;
  readonly text: string;
  readonly hash: Uint8Array;
}

async function walkTiles(
  source: LogSource,
  checkpoint: Checkpoint,
  earlier: readonly Checkpoint[],
  onProgress: VerifyOptions["onProgress"],
): Promise<{ readonly faults: readonly LogFault[]; readonly bodies: LogVerdict["bodies"] }> {
  const { size, root } = checkpoint;
  const faults: LogFault[] = [];
  /** Histories that are told apart by their roots alone: said after what can be named. */
  const forks: LogFault[] = [];
  const fork = (detail: string): void => void forks.push({ code: "checkpoint_forks", entry: null, detail });
  /** Entries whose leaf and tile differ: one of the two was altered, and the root says which. */
  const apart: LogFault[] = [];
  const add = (code: LogFaultCode, entry: number, detail: string): void =>
    void faults.push({ code, entry, detail });
  const waiting = [...earlier].sort((a, b) => a.size - b.size);
  const uppers = new Map<string, Uint8Array>();
  const tree = createTileTree(0, { levels: [], entries: [] }, ({ tile, bytes }) => {
    if (tile.level !== "entries" && tile.level > 0) uppers.set(`${tile.level} ${tile.index}`, bytes);
  });
  const bodies = source.entries === null ? null : bodyWalk(source.entries, add);
  let whole = true;
  for (const tile of tilesOf("entries", 0, size)) {
    const first = tile.index * TILE_WIDTH;
    const bytes = await source.tile(tile);
    const bundle = bytes === null ? { entries: [], whole: true } : decodeBundle(bytes);
    const leaves = bundle.entries.slice(0, tile.width).map(readLeaf);
    if (leaves.length < tile.width || !bundle.whole) {
      const at = first + leaves.length;
      if (bytes !== null && !bundle.whole) add("entry_altered", at, "its bytes are cut");
      else if (await anyAfter(source, tile, size)) add("entry_missing", at, `tile of entries ${first} on`);
      else add("entries_cut_off", at, `the checkpoint signs \`${size}\` entries`);
      whole = false;
    }
    orderFault(leaves, first, add);
    const stored = await source.tile({ ...tile, level: 0 });
    const hashes = stored === null ? null : hashesOf(stored);
    if (hashes === null || hashes.length < tile.width) add("tile_missing", first, "hashes of these entries");
    for (const [i, { text, hash, leaf }] of leaves.entries()) {
      if (waiting[0]?.size === tree.size) checkEarlier();
      if (leaf === null) add("entry_altered", first + i, `\`${text.slice(0, 80)}\` is no leaf`);
      const other = hashes?.[i];
      if (other !== undefined && Buffer.compare(hash, other) !== 0)
        apart.push({ code: "entry_altered", entry: first + i, detail: `\`${text.slice(0, 200)}\`` });
      tree.push(Buffer.from(text), hash);
    }
    if (bodies !== null) await bodies.take(leaves, first);
    onProgress?.(tree.size, size);
  }
  while (whole && waiting[0]?.size === tree.size) checkEarlier();
  for (const { size: before } of waiting)
    if (whole && before > size)
      add("entries_cut_off", size, `an earlier checkpoint signs \`${before}\` entries`);
  for (const { tile, bytes } of tree.partials())
    if (tile.level !== "entries") uppers.set(`${tile.level} ${tile.index}`, bytes);
  const bodyVerdict = bodies === null ? null : await bodies.end(size);

  function checkEarlier(): void {
    const { size: before, root: signed } = waiting.shift()!;
    if (Buffer.compare(tree.root(), signed) === 0) return;
    fork(`the first \`${before}\` entries are not those of an earlier checkpoint`);
  }

  if (whole) {
    const isSigned = Buffer.compare(tree.root(), root) === 0;
    // The entries are what was signed: it is the tiles that were altered.
    if (isSigned)
      faults.push(...apart.map(({ entry, detail }): LogFault => ({ code: "tile_altered", entry, detail })));
    else {
      faults.push(...apart);
      // Above the leaves only the block can be told: where nothing below tells the entry itself.
      const upper = faults.length > 0 ? null : await upperFault(source, size, uppers);
      if (upper !== null) faults.push({ ...upper, code: "entry_altered" });
      fork(`its root is not that of the \`${size}\` entries that are here`);
    }
    if (isSigned) {
      const upper = await upperFault(source, size, uppers);
      if (upper !== null) faults.push(upper);
    }
  }
  // Of several that concern one entry, the entry itself comes before its hashes, and those before its body.
  const rank = ({ code }: LogFault) => LOG_FAULT_CODES.indexOf(code);
  faults.sort((a, b) => a.entry! - b.entry! || rank(a) - rank(b));
  return { faults: [...faults, ...forks], bodies: bodyVerdict };
}

function readLeaf(bytes: Uint8Array): ReadLeaf {
  const text = Buffer.from(bytes).toString("utf8");
  return { leaf: parseLeaf(text), text, hash: leafHash(bytes) };
}

/** The first leaf of a bundle that stands at another place than its own. */
function orderFault(
  leaves: readonly ReadLeaf[],
  first: number,
  add: (code: LogFaultCode, entry: number, detail: string) => void,
): void {
  const at = leaves.findIndex(({ leaf }, i) => leaf !== null && leaf.sequence !== first + i);
  if (at < 0) return;
  const elsewhere = leaves.some(({ leaf }) => leaf?.sequence === first + at);
  const there = `entry \`${leaves[at]!.leaf!.sequence}\` stands in its place`;
  add(elsewhere ? "entries_reordered" : "entry_missing", first + at, there);
}

/** Whether any bundle behind this one is there. */
async function anyAfter(source: LogSource, { index }: Tile, size: number): Promise<boolean> {
  for (const tile of tilesOf("entries", (index + 1) * TILE_WIDTH, size)) {
    if ((await source.tile(tile)) !== null) return true;
  }
  return false;
}

/** The first tile above level 0 that is not what the entries make. */
async function upperFault(
  source: LogSource,
  size: number,
  made: ReadonlyMap<string, Uint8Array>,
): Promise<LogFault | null> {
  for (const level of levelsOf(size).slice(1)) {
    const unit = TILE_WIDTH ** level;
    for (const tile of tilesOf(level, 0, levelWidth(level, size))) {
      const stored = await source.tile(tile);
      const first = tile.index * TILE_WIDTH * unit;
      if (stored === null) return { code: "tile_missing", entry: first, detail: `tile of level ${level}` };
      const wanted = made.get(`${level} ${tile.index}`);
      const at = hashesOf(stored).findIndex((hash, i) => {
        const own = wanted?.subarray(i * hash.length, (i + 1) * hash.length);
        return own === undefined || Buffer.compare(hash, own) !== 0;
      });
      if (at >= 0) {
        const detail = `level ${level}: one of entries ${first + at * unit} to ${first + (at + 1) * unit - 1}`;
        return { code: "tile_altered", entry: first + at * unit, detail };
      }
    }
  }
  return null;
}

/** Bodies beside the leaves: each what its leaf commits to, or erased by an entry that says so. */
function bodyWalk(
  entries: NonNullable<LogSource["entries"]>,
  add: (code: LogFaultCode, entry: number, detail: string) => void,
) {
  const erased = new Set<number>();
  const toldErased = new Set<number>();
  let verified = 0;
  let taken = 0;
  const note = (entry: LedgerEntry): void => {
    if (entry.body === null || entry.kind !== "erasure") return;
    const { fields } = entryContent(entry.body) as { fields: { ledger_entries?: readonly number[] } };
    for (const sequence of fields.ledger_entries ?? []) toldErased.add(sequence);
  };
  return {
    async take(leaves: readonly ReadLeaf[], first: number): Promise<void> {
      const stored = await entries(first, leaves.length);
      const bySequence = new Map(stored.map((entry) => [entry.sequence, entry]));
      for (const [i, { leaf, text }] of leaves.entries()) {
        const entry = bySequence.get(first + i);
        if (entry !== undefined && isCommitted(entry)) note(entry);
        if (entry === undefined) add("body_missing", first + i, "no body is kept for it");
        else if (leaf === null || leafText(entry) !== text)
          add("body_altered", first + i, `beside it stands \`${leafText(entry).slice(0, 200)}\``);
        else if (entry.salt === null && entry.body === null) erased.add(first + i);
        else if (!isCommitted(entry)) add("body_altered", first + i, "it is not what the leaf commits to");
        else verified++;
      }
      taken = first + leaves.length;
    },
    async end(size: number) {
      let unpublished = 0;
      for (let from = taken; ; ) {
        const page = await entries(from, PAGE);
        for (const entry of page) if (isCommitted(entry)) note(entry);
        unpublished += page.filter(({ sequence }) => sequence >= size).length;
        const last = page.at(-1);
        if (last === undefined) break;
        from = last.sequence + 1;
      }
      for (const entry of erased)
        if (!toldErased.has(entry)) add("body_missing", entry, "it is gone, and no erasure names it");
      return { verified, erased: erased.size, unpublished };
    },
  };
}

function isCommitted({ salt, body, commitment }: LedgerEntry): boolean {
  return salt !== null && body !== null && commitmentOf(Buffer.from(salt, "hex"), body) === commitment;
}
