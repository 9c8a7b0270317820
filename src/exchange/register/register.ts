import type { LedgerFields, LedgerKind } from "../../nouns/ledger-entry.ts";
import { LEGAL_BASES } from "../contract/legal-bases.ts";
import { csvCell } from "./csv-cell.ts";

/** An entry of the ledger about exchanges, as the register reads it. */
export interface RegisterEntry {
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: string;
  /** Hash of its leaf in the ledger's tree, hex. */
  readonly hash: string;
  /** Null once it was erased. */
  readonly fields: object | null;
}

/** One exchange in the register that PIPL 55 and 56 ask to be kept for three years. */
export interface RegisterRow {
  readonly session: string;
  readonly role: "offerer" | "answerer";
  readonly counterpart: string;
  readonly purpose: string;
  readonly basis: string;
  /** Of PIPL where no law is named. */
  readonly articles: string;
  readonly basis_reference: string;
  readonly impact_assessment: string;
  readonly subject: string;
  readonly fields: string;
  readonly retention_days: number;
  readonly approved_by: string;
  readonly begun_at: string;
  readonly items: number;
  readonly state: "open" | "done" | "not_answered" | "not_confirmed" | "refused" | "deleted";
  readonly matches: number | null;
  readonly done_at: string | null;
  readonly delete_at: string | null;
  readonly deleted_at: string | null;
  readonly contract_sha256: string;
  readonly answer_sha256: string | null;
  /** Sequences of its entries in the ledger, and their leaves' hashes. */
  readonly ledger_entries: string;
  readonly ledger_hashes: string;
}

/** Entries of a ledger, in its order → one row an exchange, in the order they began. Entries of other kinds are passed over. */
export function exchangeRegister(entries: Iterable<RegisterEntry>): readonly RegisterRow[] {
  const rows = new Map<string, RegisterRow>();
  for (const entry of entries) {
    if (entry.fields === null) continue;
    const row = changed(rows, entry);
    if (row !== null) rows.set(row.session, row);
  }
  return [...rows.values()];
}

function changed(rows: ReadonlyMap<string, RegisterRow>, entry: RegisterEntry): RegisterRow | null {
  const at = new Date(entry.atMs).toISOString();
  const known = (session: string): RegisterRow | null => {
    const row = rows.get(session);
    if (row === undefined) return null;
    return {
      ...row,
      ledger_entries: `${row.ledger_entries} ${entry.sequence}`,
      ledger_hashes: `${row.ledger_hashes} ${entry.hash}`,
    };
  };
  const offered = of("exchange_offered", entry);
  if (offered !== null) return begun(entry, at, "offerer", offered);
  const answered = of("exchange_answered", entry);
  if (answered !== null) return begun(entry, at, "answerer", answered);
  const done = of("exchange_done", entry);
  if (done !== null) {
    const row = known(done.session);
    const { matches, answer_sha256 } = done;
    const delete_at = new Date(done.delete_at_ms).toISOString();
    return row && { ...row, state: "done", matches, done_at: at, delete_at, answer_sha256 };
  }
  const ended = of("exchange_ended", entry);
  if (ended !== null) {
    const row = known(ended.session);
    return row && { ...row, state: ended.why };
  }
  const deleted = of("exchange_deleted", entry);
  if (deleted === null) return null;
  const row = known(deleted.session);
  return row && { ...row, state: "deleted", deleted_at: at };
}

type Begun = LedgerFields<"exchange_offered"> | LedgerFields<"exchange_answered">;

function begun(entry: RegisterEntry, at: string, role: RegisterRow["role"], terms: Begun): RegisterRow {
  return {
    session: terms.session,
    role,
    counterpart: terms.counterpart,
    purpose: terms.purpose,
    basis: terms.basis,
    articles: LEGAL_BASES[terms.basis].articles.join("; "),
    basis_reference: terms.basis_reference,
    impact_assessment: terms.impact_assessment,
    subject: terms.subject,
    fields: terms.fields.join("; "),
    retention_days: terms.retention_days,
    approved_by: terms.approved_by,
    begun_at: at,
    items: terms.items,
    state: "open",
    matches: null,
    done_at: null,
    delete_at: null,
    deleted_at: null,
    contract_sha256: terms.contract_sha256,
    answer_sha256: null,
    ledger_entries: String(entry.sequence),
    ledger_hashes: entry.hash,
  };
}

function of<K extends LedgerKind>(kind: K, entry: RegisterEntry): LedgerFields<K> | null {
  return entry.kind === kind ? (entry.fields as LedgerFields<K>) : null;
}

/** The register as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets). Texts that a spreadsheet would run are quoted. */
export function registerCsv(rows: readonly RegisterRow[]): string {
  const columns = Object.keys(COLUMNS) as (keyof RegisterRow)[];
  const lines = rows.map((row) => columns.map((column) => csvCell(row[column])).join(","));
  return `\uFEFF${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

/** Every column, in order; the compiler asks for each. */
const COLUMNS: Readonly<Record<keyof RegisterRow, true>> = {
  session: true,
  role: true,
  counterpart: true,
  purpose: true,
  basis: true,
  articles: true,
  basis_reference: true,
  impact_assessment: true,
  subject: true,
  fields: true,
  retention_days: true,
  approved_by: true,
  begun_at: true,
  items: true,
  state: true,
  matches: true,
  done_at: true,
  delete_at: true,
  deleted_at: true,
  contract_sha256: true,
  answer_sha256: true,
  ledger_entries: true,
  ledger_hashes: true,
};
