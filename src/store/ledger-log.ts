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
import { type TileFiles, tileFiles } from "./tile-files.ts";

export const LEDGER_FOLDER = "ledger";
export const CHECKPOINT_FILE = "checkpoint";
/** Entries read from the records in one turn of the event loop: some 5 ms. */
const PAGE = 1_000;
/** Tiles gathered before they are written: 2 MB. */
const TILES_AT_ONCE = 64;
const NO_EDGES: TreeEdges = { levels: [], entries: [] };

type RecordsSide = Pick<Records, "entries" | "position" | "get" | "set">;

/** The log of a ledger that is open: what is signed, and what is being written. */
interface OpenLedgerLog {
  readonly records: RecordsSide;
  readonly onWarning: (message: string) => void;
  readonly cosigners: Cosigners | null;
  readonly key: SignerKey;
  readonly files: TileFiles;
  readonly checkpointFile: string;
  signed: Signed | null;
  text: string | null;
  edges: TreeEdges;
  publishing: Promise<void> | null;
  cosigning: boolean;
  writing: Promise<void>;
}

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
  const signed = latestOf(key, stored, onDisk);
  const edges: TreeEdges = NO_EDGES;
  const writing: Promise<void> = Promise.resolve();
  const log: OpenLedgerLog = {
    records,
    onWarning,
    cosigners,
    key,
    files,
    checkpointFile,
    signed,
    text: signed?.text ?? null,
    edges,
    publishing: null,
    cosigning: false,
    writing,
  };
  if (log.signed !== null) log.edges = await edgesOf(log, log.signed);
  if (log.signed !== null && onDisk !== log.signed.text) {
    log.onWarning(
      `the ledger's checkpoint \`${log.checkpointFile}\` was missing, older or altered; it is made anew`,
    );
    writeWhole(log.checkpointFile, log.signed.text);
  }
  if (log.signed !== null && stored !== log.signed.text)
    await log.records.set(LEDGER_CHECKPOINT, log.signed.text);
  return {
    verifierKey: formatVerifier(log.key),
    size: () => log.signed?.size ?? 0,
    publish: () => publishNow(log),
    stop: () => log.cosigners?.stop(),
    checkpoint: () => log.text,
    tile: (path) => tile(log, path),
    entries: (from, limit) => log.records.entries(from, limit),
    proof: (sequence) => proof(log, sequence),
  };
}

/** What stands at the right edge of the signed tree: from its tiles, or, where they are not what was signed, from the records. */
async function edgesOf(log: OpenLedgerLog, of: Signed): Promise<TreeEdges> {
  const have = ((await log.records.position()).ledger?.sequence ?? -1) + 1;
  if (have < of.size) {
    throw damaged(
      `the ledger's checkpoint signs \`${of.size}\` entries, and the records hold \`${have}\`: from entry \`${have}\` on they are missing`,
    );
  }
  const read = readEdges(log.files.read, of.size);
  if (read !== null && sameBytes(rootOfLevels(read.levels), of.root) && (await isLastOf(log, of.size)))
    return read;
  const { root, edges: made } = await build(log, 0, of.size, NO_EDGES);
  if (!sameBytes(root, of.root)) {
    throw damaged(
      `the ledger's entries are not the \`${of.size}\` that its checkpoint signs; \`touchstone verify DATA\` names the first that differs`,
    );
  }
  log.onWarning("the ledger's tiles were missing or damaged; they were made anew from its entries");
  return made;
}

/** Whether the records' entry at the end of the signed tree is the one that its tiles hold. Salts make entries unlike any other. */
async function isLastOf(log: OpenLedgerLog, size: number): Promise<boolean> {
  const [last] = await log.records.entries(size - 1, 1);
  try {
    const leaf = subtreeReader(log.files.read, size)(size - 1, size);
    return Buffer.from(leaf).toString("hex") === last?.hash;
  } catch {
    return false; // the tile is missing or short
  }
}

/** Writes the tiles of entries [from, to). */
async function build(
  log: OpenLedgerLog,
  from: number,
  to: number,
  begun: TreeEdges,
): Promise<{ readonly root: Uint8Array; readonly edges: TreeEdges }> {
  let waiting: TileFile[] = [];
  const tree = createTileTree(from, begun, (file) => void waiting.push(file));
  while (tree.size < to) {
    const page = await log.records.entries(tree.size, Math.min(PAGE, to - tree.size));
    if (page.length === 0) throw damaged(`entry \`${tree.size}\` of the ledger is missing in the records`);
    for (const entry of page) tree.push(Buffer.from(leafText(entry)), Buffer.from(entry.hash, "hex"));
    if (waiting.length >= TILES_AT_ONCE) {
      await log.files.write(waiting);
      waiting = [];
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const partials = tree.partials();
  await log.files.write([...waiting, ...partials]);
  return { root: tree.root(), edges: edgesIn(partials) };
}

async function publish(log: OpenLedgerLog): Promise<void> {
  const size = ((await log.records.position()).ledger?.sequence ?? -1) + 1;
  if (size <= (log.signed?.size ?? 0)) return;
  const { root, edges: next } = await build(log, log.signed?.size ?? 0, size, log.edges);
  const checkpoint = { origin: log.key.name, size, root };
  const note = signCheckpoint(checkpoint, log.key);
  // First where a restored backup of the folder's files cannot take it back unnoticed.
  await log.records.set(LEDGER_CHECKPOINT, note);
  await writeCheckpoint(log, note, () => true);
  log.signed = { ...checkpoint, text: note };
  log.edges = next;
  log.text = note;
  void cosignLatest(log);
}

/** Adds the witnesses' cosignatures to the latest checkpoint. Nobody waits for them. */
async function cosignLatest(log: OpenLedgerLog): Promise<void> {
  if (log.cosigners === null || log.cosigning || log.signed === null) return;
  log.cosigning = true;
  const { text: note, size } = log.signed;
  const subtree = subtreeReader(log.files.read, size);
  const lines = await log.cosigners.ask(note, (old) => consistencyProof(old, size, subtree));
  log.cosigning = false;
  if (log.signed.text !== note) return cosignLatest(log); // another one was signed meanwhile
  if (lines.length === 0) return;
  log.text = note + lines.map(signatureLine).join("");
  log.signed = { ...log.signed, text: log.text };
  await writeCheckpoint(log, log.text, () => log.signed?.text === log.text).catch((error: unknown) => {
    log.onWarning(`the cosigned checkpoint was not written, the next one will be: ${error}`);
  });
}

/** One after the other; where it still stands to be written when its turn comes. */
function writeCheckpoint(log: OpenLedgerLog, note: string, stands: () => boolean): Promise<void> {
  const before = log.writing;
  log.writing = (async () => {
    await before.catch(() => {}); // whoever asked for it was told
    if (stands()) await writeWholeLater(log.checkpointFile, note);
  })();
  return log.writing;
}

function publishNow(log: OpenLedgerLog): Promise<void> {
  log.publishing ??= publish(log).finally(() => {
    log.publishing = null;
  });
  return log.publishing;
}

function tile(log: OpenLedgerLog, path: string): Uint8Array | null {
  const tile = parseTilePath(path);
  const size = log.signed?.size ?? 0;
  if (tile === null) return null;
  const held = tile.level === "entries" ? size : levelWidth(tile.level, size);
  return tile.index * TILE_WIDTH + tile.width > held ? null : log.files.read(tile);
}

function proof(log: OpenLedgerLog, sequence: number): string | null {
  if (log.signed === null || sequence >= log.signed.size) return null;
  const path = inclusionProof(sequence, log.signed.size, subtreeReader(log.files.read, log.signed.size));
  return formatProof({ index: sequence, path, checkpoint: log.signed.text });
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
