import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, parseCheckpoint, signCheckpoint } from "../ledger/checkpoint.ts";
import { leafText } from "../ledger/leaf.ts";
import { consistencyProof, inclusionProof } from "../ledger/proofs.ts";
import { formatVerifier, isSignedBy, type SignerKey, signatureLine } from "../ledger/signed-note.ts";
import { readEdges, subtreeReader } from "../ledger/tile-reader.ts";
import {
  createTileTree,
  hashesOf,
  rootOfLevels,
  type TileFile,
  type TreeEdges,
} from "../ledger/tile-tree.ts";
import { decodeBundle, levelWidth, parseTilePath, TILE_WIDTH } from "../ledger/tiles.ts";
import { formatProof } from "../ledger/tlog-proof.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { LEDGER_CHECKPOINT } from "../nouns/record-settings.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { Records } from "../ports/records.ts";
import type { Cosigners } from "./ask-witnesses.ts";
import { KEY_FILE, openKey, writeWhole, writeWholeLater } from "./ledger-key.ts";
import { FOLDER_MODE } from "./private-files.ts";
import { tileFiles } from "./tile-files.ts";

export const LEDGER_FOLDER = "ledger";
export const CHECKPOINT_FILE = "checkpoint";
/** Entries read from the records in one turn of the event loop: some 5 ms. */
const PAGE = 1_000;
/** Tiles gathered before they are written: 2 MB. */
const TILES_AT_ONCE = 64;
const NO_EDGES: TreeEdges = { levels: [], entries: [] };

type RecordsSide = Pick<Records, "entries" | "position" | "get" | "set">;

/**
 * Opens or begins the log of a data folder's ledger, in its folder `ledger`. The key is made at the first start. The latest checkpoint
 * stands in the records and in a file; where one is missing or older it is made anew, and so are tiles, as long as the records hold
 * what was signed. Rejects with `storage_damaged` where they do not: a second history is never signed.
 */
export async function openLedgerLog(
  folder: string,
  records: RecordsSide,
  onWarning: (message: string) => void = () => {},
  cosigners: Cosigners | null = null,
): Promise<LedgerLog> {
  const place = join(folder, LEDGER_FOLDER);
  mkdirSync(place, { recursive: true, mode: FOLDER_MODE });
  // A repair that found the key lost leaves an empty text.
  const stored = (await records.get(LEDGER_CHECKPOINT)) || null;
  if (stored !== null && !existsSync(join(place, KEY_FILE))) {
    throw damaged(
      `\`${join(place, KEY_FILE)}\` is missing, and the ledger of \`${parseCheckpoint(stored)?.size ?? 0}\` entries was signed with it: put it back; \`touchstone doctor DATA --repair\` begins a log under a new key`,
    );
  }
  const key = openKey(place, "log");
  const files = tileFiles(place);
  const checkpointFile = join(place, CHECKPOINT_FILE);
  const onDisk = existsSync(checkpointFile) ? readFileSync(checkpointFile, "utf8") : null;
  let signed = latestOf(key, stored, onDisk);
  let text = signed?.text ?? null;
  let edges = signed === null ? NO_EDGES : await edgesOf(signed);
  let publishing: Promise<void> | null = null;
  let cosigning = false;
  let writing: Promise<void> = Promise.resolve();
  if (signed !== null && onDisk !== signed.text) {
    onWarning(`the ledger's checkpoint \`${checkpointFile}\` was missing, older or altered; it is made anew`);
    writeWhole(checkpointFile, signed.text);
  }
  if (signed !== null && stored !== signed.text) await records.set(LEDGER_CHECKPOINT, signed.text);

  /** What stands at the right edge of the signed tree: from its tiles, or, where they are not what was signed, from the records. */
  async function edgesOf(of: Signed): Promise<TreeEdges> {
    const have = ((await records.position()).ledger?.sequence ?? -1) + 1;
    if (have < of.size) {
      throw damaged(
        `the ledger's checkpoint signs \`${of.size}\` entries, and the records hold \`${have}\`: from entry \`${have}\` on they are missing`,
      );
    }
    const read = readEdges(files.read, of.size);
    if (read !== null && sameBytes(rootOfLevels(read.levels), of.root) && (await isLastOf(of.size)))
      return read;
    const { root, edges: made } = await build(0, of.size, NO_EDGES);
    if (!sameBytes(root, of.root)) {
      throw damaged(
        `the ledger's entries are not the \`${of.size}\` that its checkpoint signs; \`touchstone verify DATA\` names the first that differs`,
      );
    }
    onWarning("the ledger's tiles were missing or damaged; they were made anew from its entries");
    return made;
  }

  /** Whether the records' entry at the end of the signed tree is the one that its tiles hold. Salts make entries unlike any other. */
  async function isLastOf(size: number): Promise<boolean> {
    const [last] = await records.entries(size - 1, 1);
    try {
      const leaf = subtreeReader(files.read, size)(size - 1, size);
      return Buffer.from(leaf).toString("hex") === last?.hash;
    } catch {
      return false; // the tile is missing or short
    }
  }

  /** Writes the tiles of entries [from, to). */
  async function build(
    from: number,
    to: number,
    begun: TreeEdges,
  ): Promise<{ readonly root: Uint8Array; readonly edges: TreeEdges }> {
    let waiting: TileFile[] = [];
    const tree = createTileTree(from, begun, (file) => void waiting.push(file));
    while (tree.size < to) {
      const page = await records.entries(tree.size, Math.min(PAGE, to - tree.size));
      if (page.length === 0) throw damaged(`entry \`${tree.size}\` of the ledger is missing in the records`);
      for (const entry of page) tree.push(Buffer.from(leafText(entry)), Buffer.from(entry.hash, "hex"));
      if (waiting.length >= TILES_AT_ONCE) {
        await files.write(waiting);
        waiting = [];
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const partials = tree.partials();
    await files.write([...waiting, ...partials]);
    return { root: tree.root(), edges: edgesIn(partials) };
  }

  async function publish(): Promise<void> {
    const size = ((await records.position()).ledger?.sequence ?? -1) + 1;
    if (size <= (signed?.size ?? 0)) return;
    const { root, edges: next } = await build(signed?.size ?? 0, size, edges);
    const checkpoint = { origin: key.name, size, root };
    const note = signCheckpoint(checkpoint, key);
    // First where a restored backup of the folder's files cannot take it back unnoticed.
    await records.set(LEDGER_CHECKPOINT, note);
    await writeCheckpoint(note, () => true);
    signed = { ...checkpoint, text: note };
    edges = next;
    text = note;
    void cosignLatest();
  }

  /** Adds the witnesses' cosignatures to the latest checkpoint. Nobody waits for them. */
  async function cosignLatest(): Promise<void> {
    if (cosigners === null || cosigning || signed === null) return;
    cosigning = true;
    const { text: note, size } = signed;
    const subtree = subtreeReader(files.read, size);
    const lines = await cosigners.ask(note, (old) => consistencyProof(old, size, subtree));
    cosigning = false;
    if (signed.text !== note) return cosignLatest(); // another one was signed meanwhile
    if (lines.length === 0) return;
    text = note + lines.map(signatureLine).join("");
    signed = { ...signed, text };
    await writeCheckpoint(text, () => signed?.text === text).catch((error: unknown) => {
      onWarning(`the cosigned checkpoint was not written, the next one will be: ${error}`);
    });
  }

  /** One after the other; where it still stands to be written when its turn comes. */
  function writeCheckpoint(note: string, stands: () => boolean): Promise<void> {
    const before = writing;
    writing = (async () => {
      await before.catch(() => {}); // whoever asked for it was told
      if (stands()) await writeWholeLater(checkpointFile, note);
    })();
    return writing;
  }

  return {
    verifierKey: formatVerifier(key),
    size: () => signed?.size ?? 0,
    publish() {
      publishing ??= publish().finally(() => {
        publishing = null;
      });
      return publishing;
    },
    stop: () => cosigners?.stop(),
    checkpoint: () => text,
    tile(path) {
      const tile = parseTilePath(path);
      const size = signed?.size ?? 0;
      if (tile === null) return null;
      const held = tile.level === "entries" ? size : levelWidth(tile.level, size);
      return tile.index * TILE_WIDTH + tile.width > held ? null : files.read(tile);
    },
    entries: (from, limit) => records.entries(from, limit),
    proof(sequence) {
      if (signed === null || sequence >= signed.size) return null;
      const path = inclusionProof(sequence, signed.size, subtreeReader(files.read, signed.size));
      return formatProof({ index: sequence, path, checkpoint: signed.text });
    },
  };
}

type Signed = Checkpoint & { readonly text: string };

/** The larger of two checkpoints that this key signed; null when it signed neither. Throws where they tell of two histories. */
function latestOf(key: SignerKey, ...notes: readonly (string | null)[]): Signed | null {
  let latest: Signed | null = null;
  for (const text of notes) {
    const read = text === null ? null : parseCheckpoint(text);
    if (read === null || text === null || read.origin !== key.name || !isSignedBy(read.note, key)) continue;
    if (latest !== null && latest.size === read.size && !sameBytes(latest.root, read.root))
      throw damaged(`two checkpoints of \`${read.size}\` entries have different roots: the ledger forks`);
    // Of two alike the one with cosignatures.
    const more = latest !== null && read.size === latest.size && text.length > latest.text.length;
    if (latest === null || read.size > latest.size || more) latest = { ...read, text };
  }
  return latest;
}

/** The edges that partial tiles hold. */
function edgesIn(partials: readonly TileFile[]): TreeEdges {
  const levels: Uint8Array[][] = [];
  let entries: readonly Uint8Array[] = [];
  for (const { tile, bytes } of partials) {
    if (tile.level === "entries") entries = decodeBundle(bytes).entries;
    else levels[tile.level] = [...hashesOf(bytes)];
  }
  return { levels: Array.from(levels, (each) => each ?? []), entries };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function damaged(detail: string): TouchstoneError {
  return new TouchstoneError("storage_damaged", detail);
}
