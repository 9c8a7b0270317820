import { type DecisionRow, rulesHit } from "../../nouns/decision.ts";
import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { PAYMENT_CODE } from "../../nouns/event.ts";
import { type EventRow, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";
import {
  AMOUNTS_MAX,
  COMPLAINANTS_MAX,
  COMPLAINTS_LISTED_MAX,
  CURRENCIES_MAX,
  DAYS_MAX,
  LATEST_PAYERS,
  LATEST_PAYMENTS_MAX,
  PAYEES_MAX,
  PAYER_REGISTERS,
  RECENT_PAYMENTS,
} from "./payee-limits.ts";

/** What a payee took in, and what was decided about it; plain data, bounded whatever comes in. */
export interface PayeeRecord {
  readonly id: string;
  /** As the latest payment said it; null = never said. */
  kind: string | null;
  certified: boolean | null;
  licence: string | null;
  category: string | null;
  codeKind: string | null;
  openedAtMs: number | null;
  firstAtMs: number;
  lastAtMs: number;
  payments: number;
  refunds: number;
  /** allow, challenge, hold, reject. */
  readonly verdicts: number[];
  readonly sums: { currency: string; payments: number; amount: number }[];
  /** The commonest amounts; `atLeast` is the floor of a count that took another's place. */
  readonly amounts: { amount: number; currency: string; payments: number; over: number }[];
  /** Payments by hour of the day, UTC. */
  readonly hours: number[];
  readonly days: { day: number; payments: number }[];
  /** One character a register of the sketch of distinct payers. */
  readonly payers: Uint8Array;
  /** Rules that the latest payments hit, oldest first: indexes into the policy's rules. */
  readonly recent: (readonly number[])[];
  /** By rule, by its index: the value and the baseline when it was a reason last, so that its text can be told. */
  readonly seen: Record<number, readonly [number | null, number | null]>;
  /** What it paid itself, as payer: payments and amounts whatever the currency. */
  outPayments: number;
  outAmount: number;
  /** Hashes of those who complained. */
  readonly complainants: Set<string>;
  /** Complainants who had paid, as far as the latest payments tell: when they complained last, and whether of fake engagement. */
  readonly paidComplainants: Map<string, { readonly atMs: number; readonly fake: boolean }>;
  /** Hashes of the payers of the latest payments, in a ring. */
  latestPayers: Uint32Array;
  complaints: number;
  readonly latestComplaints: PayeeComplaint[];
}

export interface PayeeComplaint {
  readonly id: string;
  readonly atMs: number;
  readonly payer: string;
  readonly reason: string;
  /** The payment it is about, where it says so. */
  readonly payment: string | null;
}

/** What the registry reads of a decision. */
type Seen = Pick<DecisionRow, "hits" | "reasonCount" | "reasonRule" | "reasonValue" | "reasonBaseline">;

type Packed = "payers" | "complainants" | "paidComplainants" | "latestPayers";
/** A record as a snapshot holds it. */
interface StoredPayee extends Omit<PayeeRecord, Packed> {
  readonly payers: string;
  readonly complainants: readonly string[];
  readonly paidComplainants: [string, { atMs: number; fake: boolean }][];
  readonly latestPayers: readonly number[];
}

/** Payees by id, in memory: a function of the log, so that a start makes it anew from a snapshot and what stands behind it. */
export interface PayeeRegistry {
  /** Takes a decided payment or a complaint. `verdict`: its rank; `decision`: the rules it hit, and what they saw. About 1 µs. */
  see(row: EventRow, verdict: number, decision: Seen): void;
  get(id: string): PayeeRecord | null;
  /** Ids of the latest payments that were not let through, newest first. */
  readonly latest: readonly string[];
  /** Payees, the latest paid first. */
  list(): Iterable<PayeeRecord>;
  readonly size: number;
  /** Let go since too many came. */
  readonly evicted: number;
  forget(id: string): void;
  snapshot(): Uint8Array;
  restore(bytes: Uint8Array): void;
}

const ID = keyColumn("id");
const PAYER = keyColumn("payer");
const PAYEE = keyColumn("payee");

/** An empty registry. */
export function createPayeeRegistry(payeesMax = PAYEES_MAX): PayeeRegistry {
  /** In order of last payment: a map's keys stand in the order they were put in. */
  const payees = new Map<string, PayeeRecord>();
  let evicted = 0;
  let latest: string[] = [];

  const touch = (id: string, atMs: number): PayeeRecord => {
    const known = payees.get(id);
    if (known !== undefined) {
      payees.delete(id);
      payees.set(id, known);
      return known;
    }
    if (payees.size >= payeesMax) {
      const oldest = payees.keys().next().value;
      if (oldest !== undefined) payees.delete(oldest);
      evicted++;
    }
    const made = emptyRecord(id, atMs);
    payees.set(id, made);
    return made;
  };

  return {
    see(row, verdict, decision) {
      const id = keyText(row, PAYEE) ?? "";
      const atMs = row.occurredAtMs;
      if (row.kind !== PAYMENT_CODE) {
        addComplaint(touch(id, atMs), row);
        return;
      }
      addPayment(touch(id, atMs), row, verdict, decision);
      if (verdict > 0) {
        latest.unshift(keyText(row, ID) ?? "");
        if (latest.length > LATEST_PAYMENTS_MAX) latest.pop();
      }
      const payer = payees.get(keyText(row, PAYER) ?? "");
      if (payer === undefined || hasFailed(row)) return;
      payer.outPayments++;
      const amount = row.num[AMOUNT]!;
      if (!Number.isNaN(amount)) payer.outAmount += amount;
    },
    get latest() {
      return latest;
    },
    get: (id) => payees.get(id) ?? null,
    *list() {
      yield* [...payees.values()].reverse();
    },
    get size() {
      return payees.size;
    },
    get evicted() {
      return evicted;
    },
    forget(id) {
      payees.delete(id);
      for (const record of payees.values()) {
        for (let i = record.latestComplaints.length - 1; i >= 0; i--) {
          if (record.latestComplaints[i]!.payer === id) record.latestComplaints.splice(i, 1);
        }
      }
    },
    snapshot() {
      const plain = [...payees.values()].map((record) => ({
        ...record,
        payers: Buffer.from(record.payers).toString("base64"),
        complainants: [...record.complainants],
        paidComplainants: [...record.paidComplainants],
        latestPayers: [...record.latestPayers],
      }));
      return new TextEncoder().encode(JSON.stringify({ evicted, latest, payees: plain }));
    },
    restore(bytes) {
      payees.clear();
      const stored = JSON.parse(new TextDecoder().decode(bytes)) as {
        evicted: number;
        latest: string[];
        payees: StoredPayee[];
      };
      evicted = stored.evicted;
      latest = stored.latest;
      for (const one of stored.payees) {
        payees.set(one.id, {
          ...one,
          payers: new Uint8Array(Buffer.from(one.payers, "base64")),
          complainants: new Set(one.complainants),
          paidComplainants: new Map(one.paidComplainants),
          latestPayers: Uint32Array.from(one.latestPayers),
        });
      }
    },
  };
}

/** Distinct payers of a record, estimated (Flajolet 2007, with linear counting for few): never more than it has payments. */
export function payersOf({ payers, payments }: Pick<PayeeRecord, "payers" | "payments">): number {
  let sum = 0;
  let empty = 0;
  for (const rank of payers) {
    sum += 2 ** -rank;
    if (rank === 0) empty++;
  }
  const m = payers.length;
  const raw = ((0.7213 / (1 + 1.079 / m)) * m * m) / sum;
  const estimated = Math.round(raw <= 2.5 * m && empty > 0 ? m * Math.log(m / empty) : raw);
  return Math.min(payments, estimated);
}

const AMOUNT = numberColumn("amount");
const OPENED = numberColumn("opened_at_ms");
const CERTIFIED = numberColumn("certified");
const CURRENCY = keyColumn("currency");
const REFUND_OF = keyColumn("refund_of");
const STATUS = keyColumn("status");
const REASON = keyColumn("reason");
const TEXTS = [
  ["kind", keyColumn("payee_kind")],
  ["licence", keyColumn("licence")],
  ["category", keyColumn("category")],
  ["codeKind", keyColumn("code_kind")],
] as const;

function hasFailed(row: EventRow): boolean {
  return keyText(row, STATUS) === "failed";
}

function emptyRecord(id: string, atMs: number): PayeeRecord {
  return {
    id,
    kind: null,
    certified: null,
    licence: null,
    category: null,
    codeKind: null,
    openedAtMs: null,
    firstAtMs: atMs,
    lastAtMs: atMs,
    payments: 0,
    refunds: 0,
    verdicts: [0, 0, 0, 0],
    sums: [],
    amounts: [],
    hours: new Array<number>(24).fill(0),
    days: [],
    payers: new Uint8Array(PAYER_REGISTERS),
    recent: [],
    seen: {},
    outPayments: 0,
    outAmount: 0,
    complainants: new Set(),
    paidComplainants: new Map(),
    latestPayers: new Uint32Array(0),
    complaints: 0,
    latestComplaints: [],
  };
}

function addPayment(record: PayeeRecord, row: EventRow, verdict: number, decision: Seen): void {
  const atMs = row.occurredAtMs;
  record.firstAtMs = Math.min(record.firstAtMs, atMs);
  record.lastAtMs = Math.max(record.lastAtMs, atMs);
  for (const [name, column] of TEXTS) {
    const text = keyText(row, column);
    if (text !== null) record[name] = text;
  }
  const opened = row.num[OPENED]!;
  if (!Number.isNaN(opened)) record.openedAtMs = opened;
  const certified = row.num[CERTIFIED]!;
  if (!Number.isNaN(certified)) record.certified = certified === 1;
  record.verdicts[verdict]!++;
  // Nothing was paid: the attempt says something about the payer, and nothing about what the payee takes in.
  if (hasFailed(row)) return;
  if ((row.hash[REFUND_OF * 2]! | row.hash[REFUND_OF * 2 + 1]!) !== 0) {
    record.refunds++;
    return;
  }
  keepPayer(record, row.hash[PAYER * 2]!);
  record.payments++;
  addPayer(record.payers, row.hash[PAYER * 2]!, row.hash[PAYER * 2 + 1]!);
  record.hours[Math.floor(atMs / HOUR_MS) % 24]!++;
  addDay(record.days, Math.floor(atMs / DAY_MS));
  const amount = row.num[AMOUNT]!;
  const currency = keyText(row, CURRENCY) ?? "";
  if (!Number.isNaN(amount)) {
    const sum = record.sums.find((own) => own.currency === currency);
    if (sum !== undefined) {
      sum.payments++;
      sum.amount += amount;
    } else if (record.sums.length < CURRENCIES_MAX) record.sums.push({ currency, payments: 1, amount });
    addAmount(record.amounts, amount, currency);
  }
  record.recent.push(rulesHit(decision));
  for (let i = 0; i < decision.reasonCount; i++) {
    const [value, baseline] = [decision.reasonValue[i]!, decision.reasonBaseline[i]!];
    record.seen[decision.reasonRule[i]!] = [finite(value), finite(baseline)];
  }
  if (record.recent.length > RECENT_PAYMENTS) record.recent.shift();
}

function addComplaint(record: PayeeRecord, row: EventRow): void {
  record.complaints++;
  const key = `${row.hash[PAYER * 2]},${row.hash[PAYER * 2 + 1]}`;
  if (record.complainants.size < COMPLAINANTS_MAX) record.complainants.add(key);
  const reason = keyText(row, REASON) ?? "";
  const before = record.paidComplainants.get(key);
  if (before !== undefined || hasPaid(record, row.hash[PAYER * 2]!)) {
    const fake = reason === "fake_engagement" || before?.fake === true;
    if (before !== undefined || record.paidComplainants.size < COMPLAINANTS_MAX)
      record.paidComplainants.set(key, { atMs: Math.max(row.occurredAtMs, before?.atMs ?? 0), fake });
  }
  record.latestComplaints.unshift({
    id: keyText(row, ID) ?? "",
    atMs: row.occurredAtMs,
    payer: keyText(row, PAYER) ?? "",
    reason,
    payment: keyText(row, REFUND_OF),
  });
  if (record.latestComplaints.length > COMPLAINTS_LISTED_MAX) record.latestComplaints.pop();
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Remembers who paid last; the ring grows with the payee, up to its limit. */
function keepPayer(record: PayeeRecord, hash: number): void {
  const at = record.payments % LATEST_PAYERS;
  if (at >= record.latestPayers.length) {
    const grown = new Uint32Array(Math.min(LATEST_PAYERS, Math.max(8, record.latestPayers.length * 2)));
    grown.set(record.latestPayers);
    record.latestPayers = grown;
  }
  record.latestPayers[at] = hash;
}

function hasPaid({ payments, latestPayers }: PayeeRecord, hash: number): boolean {
  return latestPayers.subarray(0, payments).includes(hash >>> 0);
}

function addPayer(registers: Uint8Array, low: number, high: number): void {
  const at = (low >>> 0) % registers.length;
  const rank = Math.clz32(high) + 1;
  if (rank > registers[at]!) registers[at] = rank;
}

function addDay(days: PayeeRecord["days"], day: number): void {
  const known = days.find((own) => own.day === day);
  if (known !== undefined) known.payments++;
  else days.push({ day, payments: 1 });
  if (days.length <= DAYS_MAX) return;
  days.sort((a, b) => a.day - b.day);
  days.shift();
}

/** Space-Saving: a new amount takes the place of the rarest, and its count says by how much it may be over. */
function addAmount(amounts: PayeeRecord["amounts"], amount: number, currency: string): void {
  const known = amounts.find((own) => own.amount === amount && own.currency === currency);
  if (known !== undefined) {
    known.payments++;
    return;
  }
  if (amounts.length < AMOUNTS_MAX) {
    amounts.push({ amount, currency, payments: 1, over: 0 });
    return;
  }
  let rarest = 0;
  for (let i = 1; i < amounts.length; i++) if (amounts[i]!.payments < amounts[rarest]!.payments) rarest = i;
  const over = amounts[rarest]!.payments;
  amounts[rarest] = { amount, currency, payments: over + 1, over };
}
