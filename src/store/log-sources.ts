import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { tilePath } from "../ledger/tiles.ts";
import type { LogSource } from "../ledger/verify-log.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import { LEDGER_CHECKPOINT } from "../nouns/record-settings.ts";
import { VERIFIER_FILE } from "./ledger-key.ts";
import { CHECKPOINT_FILE, LEDGER_FOLDER } from "./ledger-log.ts";
import { ENTRY_COLUMNS, type EntryRow, entryOfRow } from "./ledger-table.ts";
import { hasChain } from "./restore-ledger.ts";
import { storageError } from "./sqlite-error.ts";
import { readTile } from "./tile-files.ts";

/** A log to verify, what closes it, and the checkpoint that its records remember. */
export interface OpenSource extends LogSource {
  readonly remembered: string | null;
  readonly close: () => void;
}

/**
 * The log in a data folder, or a folder of tiles alone, such as a copy of one; changes nothing, and needs no lock. Throws `cannot_read`
 * where there is none, and for the ledger of an earlier release.
 */
export function folderSource(folder: string): OpenSource {
  const isData = existsSync(join(folder, "records.sqlite"));
  const place = isData ? join(folder, LEDGER_FOLDER) : folder;
  if (!isData && !existsSync(join(place, CHECKPOINT_FILE)) && !existsSync(join(place, "tile"))) {
    throw new TouchstoneError(
      "cannot_read",
      `\`${folder}\` holds no ledger: neither records.sqlite nor \`${CHECKPOINT_FILE}\` and \`tile\``,
    );
  }
  const db = isData ? openRecordsToRead(join(folder, "records.sqlite")) : null;
  const text = (name: string): string | null =>
    existsSync(join(place, name)) ? readFileSync(join(place, name), "utf8") : null;
  const setting = db?.prepare("SELECT value FROM settings WHERE key = ?").get(LEDGER_CHECKPOINT);
  const rows = db?.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM ledger WHERE sequence >= ? ORDER BY sequence LIMIT ?`,
  );
  return {
    checkpoint: async () => text(CHECKPOINT_FILE),
    verifierKey: async () => text(VERIFIER_FILE),
    tile: async (tile) => readTile(place, tile),
    entries:
      rows === undefined
        ? null
        : async (from, limit) => (rows.all(from, limit) as unknown as EntryRow[]).map(entryOfRow),
    remembered: (setting?.value as string | undefined) || null,
    close: () => db?.close(),
  };
}

function openRecordsToRead(file: string): DatabaseSync {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    if (!hasChain(db)) return db;
  } catch (cause) {
    db?.close();
    throw storageError(cause, file);
  }
  db.close();
  throw new TouchstoneError(
    "cannot_read",
    `the ledger in \`${file}\` is the hash chain of an earlier release; a start of \`touchstone up\` brings it over, and \`touchstone doctor\` examines it as it is`,
  );
}

/** Time that one answer of a server may take: a tile is at most 64 kB. */
const ANSWER_MS = 30_000;

/** The log behind an address: of a server's ledger, of a server (then under `/v1/ledger`), or of a static copy. `token`: shown as bearer. */
export async function urlSource(address: string, token?: string): Promise<OpenSource> {
  const root = address.replace(/\/+$/, "");
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const ask = async (url: string): Promise<Response | null> => {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) }).catch(
      (cause: unknown) => {
        throw new TouchstoneError("cannot_connect", `nothing answers at \`${url}\``, { cause });
      },
    );
    if (response.status === 404) return null;
    if (response.ok) return response;
    const why = response.status === 401 ? "; the token goes into TOUCHSTONE_TOKEN" : "";
    throw new TouchstoneError("cannot_connect", `\`${response.status}\` from ${url}${why}`);
  };
  let base = root;
  let first = await ask(`${base}/checkpoint`);
  if (first === null || !(await first.clone().text()).includes("\n\n— ")) {
    base = `${root}/v1/ledger`;
    first = await ask(`${base}/checkpoint`);
  }
  const checkpoint = first === null ? null : await first.text();
  const hasEntries = (await ask(`${base}/entries?limit=1`)) !== null;
  return {
    checkpoint: async () => checkpoint,
    verifierKey: async () => (await (await ask(`${base}/verifier-key`))?.text()) ?? null,
    tile: async (tile) => {
      const response = await ask(`${base}/${tilePath(tile)}`);
      return response === null ? null : new Uint8Array(await response.arrayBuffer());
    },
    entries: hasEntries ? (from, limit) => fetchEntries(ask, base, from, limit) : null,
    remembered: null,
    close: () => {},
  };
}

async function fetchEntries(
  ask: (url: string) => Promise<Response | null>,
  base: string,
  from: number,
  limit: number,
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  while (entries.length < limit) {
    const start = from + entries.length;
    const response = await ask(
      `${base}/entries?from=${start}&limit=${Math.min(256, limit - entries.length)}`,
    );
    const page = response === null ? [] : ((await response.json()) as { entries: EntryAnswer[] }).entries;
    if (page.length === 0) break;
    entries.push(
      ...page.map(({ at, body, ...entry }) => ({
        ...entry,
        atMs: Date.parse(at),
        body: body === null ? null : canonicalJson(body),
      })),
    );
  }
  return entries;
}

type EntryAnswer = Omit<LedgerEntry, "atMs" | "body"> & { readonly at: string; readonly body: object | null };
