import { hash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openStoresAlone } from "../../compose/open-stores-alone.ts";
import { SHOWN_CHECKPOINTS_MAX } from "../../exchange/exchange-limits.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { parseCheckpoint } from "../../ledger/checkpoint.ts";
import { cosign, cosignedAt } from "../../ledger/cosignature.ts";
import { fieldsOf } from "../../ledger/entry.ts";
import { leafText } from "../../ledger/leaf.ts";
import { consistencyProof, inclusionProof } from "../../ledger/proofs.ts";
import { parseNote, parseSignatures, type SignerKey, signatureLine } from "../../ledger/signed-note.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ExchangeContract, ShownLedger } from "../../nouns/exchange.ts";
import type { LedgerEntry, LedgerKind, NewEntry } from "../../nouns/ledger-entry.ts";
import type { Records } from "../../ports/records.ts";
import { lockFolder } from "../../store/folder-lock.ts";
import { openKey } from "../../store/ledger-key.ts";
import { FOLDER_MODE } from "../../store/private-files.ts";
import { noteRecords, storesDisagree } from "../store-agreement.ts";
import { type Counterpart, type Counterparts, openCounterparts } from "./counterparts.ts";
import { type LedgerView, openLedgerView } from "./ledger-view.ts";
import { openSessions, type Session, type Sessions } from "./session.ts";

/** What every step of an exchange works with: this side's ledger with its keys, its sessions, and whom it agreed with. */
export interface ExchangeOffice {
  readonly logKey: SignerKey;
  readonly witnessKey: SignerKey;
  readonly sessions: Sessions;
  readonly counterparts: Counterparts;
  /** ms since 1970. */
  readonly clock: () => number;
  /** Masking threads. */
  readonly threads: number;
  readonly records: Pick<Records, "entries" | "verify">;
  /** Appends an entry of a session, once: a second time returns the first. Resolves when a signed checkpoint covers it. */
  appendOnce(entry: NewEntry & { readonly fields: { readonly session: string } }): Promise<LedgerEntry>;
  append(entry: NewEntry): Promise<LedgerEntry>;
  entryOf(kind: LedgerKind, session: string): Promise<LedgerEntry | null>;
  /** What the counterpart is shown of this side's ledger; notes that it was. */
  show(counterpart: Counterpart, entry: LedgerEntry): ShownLedger;
  /** A signature line of this side's witness on a checkpoint, kept. */
  cosign(counterpart: Counterpart, session: string, checkpoint: string): string;
  /** Keeps the counterpart's cosignature on what it was shown. Throws `exchange_tampered` when it is none. */
  keepTheirs(counterpart: Counterpart, session: Session, cosignature: string): void;
  close(): Promise<void>;
}

/** Name of the exchange's part of the engine in ledger entries. */
export const BY_EXCHANGE = { kind: "system", name: "exchange" } as const;
const FOLDER = "exchange";
/** Entries read in one go. */
const PAGE = 1_000;

/** SHA-256, hex, of a contract's canonical JSON: the same text in both ledgers. */
export function contractHash(contract: ExchangeContract): string {
  return hash("sha256", canonicalJson(contract), "hex");
}

/**
 * Opens the exchange of a data folder that no engine has open; a folder that is not there yet is made. Rejects with
 * `folder_in_use` or the store's errors.
 */
export async function openExchangeOffice(
  folder: string,
  threads: number,
  clock: () => number,
): Promise<ExchangeOffice> {
  const lock = lockFolder(folder);
  const opened: (() => void | Promise<void>)[] = [() => lock.release()];
  const close = async (): Promise<void> => {
    for (const each of opened.splice(0).reverse()) await each();
  };
  try {
    const store = { kind: "folder", path: folder } as const;
    const stores = await openStoresAlone(store);
    opened.push(() => stores.close());
    const { log, records } = stores;
    const disagreement = await storesDisagree(log, records);
    if (disagreement !== null) throw new TouchstoneError("storage_damaged", disagreement.en);
    const view = await openLedgerView(store, records);
    const place = join(folder, FOLDER);
    mkdirSync(join(place, "witness"), { recursive: true, mode: FOLDER_MODE });
    const witnessKey = openKey(join(place, "witness"), "witness", `${view.key.name}/witness`);
    return officeOf({
      view,
      witnessKey,
      place,
      records,
      clock,
      threads,
      close,
      noted: () => noteRecords(log, records),
    });
  } catch (cause) {
    await close();
    throw cause;
  }
}

interface OfficeParts {
  readonly view: LedgerView;
  readonly witnessKey: SignerKey;
  readonly place: string;
  readonly records: Records;
  readonly clock: () => number;
  readonly threads: number;
  readonly close: () => Promise<void>;
  readonly noted: () => Promise<void>;
}

interface OfficeState extends Omit<OfficeParts, "place"> {
  readonly sessions: Sessions;
  readonly counterparts: Counterparts;
}

function officeOf({
  view,
  witnessKey,
  place,
  records,
  clock,
  threads,
  close,
  noted,
}: OfficeParts): ExchangeOffice {
  const office: OfficeState = {
    view,
    witnessKey,
    records,
    clock,
    threads,
    close,
    noted,
    sessions: openSessions(join(place, "sessions")),
    counterparts: openCounterparts(join(place, "counterparts")),
  };
  return {
    logKey: office.view.key,
    witnessKey: office.witnessKey,
    sessions: office.sessions,
    counterparts: office.counterparts,
    clock: office.clock,
    threads: office.threads,
    records: office.records,
    append: (entry) => append(office, entry),
    appendOnce: (entry) => appendOnce(office, entry),
    entryOf: (kind, session) => entryOf(office, kind, session),
    show: (counterpart, entry) => show(office, counterpart, entry),
    cosign: (counterpart, session, checkpoint) => cosignNow(office, counterpart, session, checkpoint),
    keepTheirs: (counterpart, session, cosignature) => keepTheirs(office, counterpart, session, cosignature),
    close: office.close,
  };
}

async function append(office: OfficeState, entry: NewEntry): Promise<LedgerEntry> {
  const appended = await office.records.append(entry, office.clock());
  await published(office);
  return appended;
}

async function published(office: OfficeState): Promise<void> {
  await office.noted();
  await office.view.publish();
  await office.noted();
}

async function entryOf(office: OfficeState, kind: LedgerKind, session: string): Promise<LedgerEntry | null> {
  for (let from = 0; ; from += PAGE) {
    const page = await office.records.entries(from, PAGE);
    const found = page.find(
      (entry) =>
        entry.kind === kind && (fieldsOf(kind, entry) as { session?: string } | null)?.session === session,
    );
    if (found !== undefined) return found;
    if (page.length < PAGE) return null;
  }
}

async function appendOnce(
  office: OfficeState,
  entry: NewEntry & { readonly fields: { readonly session: string } },
): Promise<LedgerEntry> {
  const before = await entryOf(office, entry.kind, entry.fields.session);
  if (before === null) return append(office, entry);
  await published(office);
  return before;
}

function show(office: OfficeState, counterpart: Counterpart, entry: LedgerEntry): ShownLedger {
  const { seen, shown } = office.counterparts.witness(counterpart.name);
  const checkpoint = office.view.checkpoint();
  const size = parseCheckpoint(checkpoint)!.size;
  const { salt, body } = entry;
  if (salt === null || body === null) throw new Error("the entry of an exchange on its way was erased");
  const sizes = [...new Set([...shown, size])];
  // The first is known to have arrived; of the others the latest are kept.
  const kept = [...sizes.slice(0, 1), ...sizes.slice(1).slice(-SHOWN_CHECKPOINTS_MAX)];
  office.counterparts.setWitness(counterpart.name, { seen, shown: kept });
  return {
    checkpoint,
    goes_on_from: kept.map((from) => ({
      size: from,
      path: consistencyProof(from, size, office.view.subtree).map(base64),
    })),
    sequence: entry.sequence,
    leaf: leafText(entry),
    salt,
    body,
    path: inclusionProof(entry.sequence, size, office.view.subtree).map(base64),
  };
}

function cosignNow(
  office: OfficeState,
  counterpart: Counterpart,
  session: string,
  checkpoint: string,
): string {
  const body = parseNote(checkpoint)!.body;
  const line = signatureLine(cosign(body, office.witnessKey, Math.floor(office.clock() / 1000)));
  office.counterparts.keepCosignature(counterpart.name, {
    by: "us",
    session,
    atMs: office.clock(),
    checkpoint,
    cosignature: line,
  });
  return line;
}

function keepTheirs(
  office: OfficeState,
  counterpart: Counterpart,
  session: Session,
  cosignature: string,
): void {
  const mine = session.shownCheckpoint;
  const signatures = parseSignatures(cosignature);
  const note = mine === null ? null : parseNote(mine);
  if (
    note === null ||
    signatures === null ||
    cosignedAt({ ...note, signatures }, counterpart.witnessKey) === null
  )
    throw new TouchstoneError(
      "exchange_tampered",
      "the witness of the counterpart did not cosign the checkpoint it was shown",
    );
  office.counterparts.keepCosignature(counterpart.name, {
    by: "them",
    session: session.session,
    atMs: office.clock(),
    checkpoint: mine!,
    cosignature,
  });
  const size = parseCheckpoint(mine!)!.size;
  const { seen, shown } = office.counterparts.witness(counterpart.name);
  office.counterparts.setWitness(counterpart.name, { seen, shown: shown.filter((each) => each >= size) });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
