import { type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";

/** Names held of each kind, the latest: 100 bytes each. What is forgotten is shown by its key. */
const NAMES_MAX = 1_000_000;

const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const PAYER = keyColumn("payer");
const PAYEE_ID = keyColumn("payee_id");

export interface ItemName {
  readonly kind: string;
  readonly id: string;
}

/** A name, and the part of its key that is not in its place. */
interface Held<Name> {
  readonly high: number;
  readonly name: Name;
}

/** Names behind the keys of payees, payers and items. A known one costs one search by number, and no text. */
export class LinkNames {
  private readonly accounts = new Map<number, Held<string>>();
  private readonly items = new Map<number, Held<ItemName>>();
  /** Words for kinds, each once. */
  private readonly kinds = new Map<string, string>();
  private readonly max: number;

  constructor(max: number = NAMES_MAX) {
    this.max = max;
  }

  takePayment(row: EventRow): void {
    // The payee's id stands where an event has its target.
    this.takeAccount(row, PAYEE_ID, TARGET);
    this.takeAccount(row, PAYER, PAYER);
  }

  takeItem(row: EventRow): void {
    const [low, high] = [row.hash[TARGET * 2]!, row.hash[TARGET * 2 + 1]!];
    const place = placeOf(low, high);
    if (this.items.has(place)) return;
    trim(this.items, this.max);
    const word = keyText(row, TARGET_KIND) ?? "";
    const known = this.kinds.get(word);
    if (known === undefined) this.kinds.set(word, word);
    const kind = known ?? word;
    this.items.set(place, { high, name: { kind, id: keyText(row, TARGET) ?? keyHex(low, high) } });
  }

  account(key: string): string {
    return find(this.accounts, key) ?? key;
  }

  item(key: string): ItemName {
    return find(this.items, key) ?? { kind: "", id: key };
  }

  private takeAccount(row: EventRow, column: number, text: number): void {
    const [low, high] = [row.hash[column * 2]!, row.hash[column * 2 + 1]!];
    const place = placeOf(low, high);
    if (this.accounts.has(place)) return;
    trim(this.accounts, this.max);
    this.accounts.set(place, { high, name: keyText(row, text) ?? keyHex(low, high) });
  }
}

function trim(map: Map<number, unknown>, max: number): void {
  if (map.size < max) return;
  const first = map.keys().next();
  if (!first.done) map.delete(first.value);
}

/** 53 of the key's 64 bits: what a number holds. The second of two keys of one place is shown by its key. */
function placeOf(low: number, high: number): number {
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

function find<Name>(names: ReadonlyMap<number, Held<Name>>, key: string): Name | null {
  const high = Number.parseInt(key.slice(0, 8), 16) | 0;
  const held = names.get(placeOf(Number.parseInt(key.slice(8), 16), high));
  return held?.high === high ? held.name : null;
}

/** A key as the records hold keys: 16 hexadecimal digits, high word first. */
function keyHex(low: number, high: number): string {
  return (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0");
}
