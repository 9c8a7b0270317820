import { type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";

/** Names held of each kind, the latest: 120 bytes each. What is forgotten is shown by its key. */
const NAMES_MAX = 1_000_000;

const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const PAYER = keyColumn("payer");
const PAYEE_ID = keyColumn("payee_id");

export interface ItemName {
  readonly kind: string;
  readonly id: string;
}

/** Names behind the keys of payees, payers and items. */
export class LinkNames {
  private readonly accounts = new Map<string, string>();
  private readonly items = new Map<string, ItemName>();
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
    const key = keyHex(row, TARGET);
    if (this.items.has(key)) return;
    trim(this.items, this.max);
    this.items.set(key, { kind: keyText(row, TARGET_KIND) ?? "", id: keyText(row, TARGET) ?? key });
  }

  account(key: string): string {
    return this.accounts.get(key) ?? key;
  }

  item(key: string): ItemName {
    return this.items.get(key) ?? { kind: "", id: key };
  }

  private takeAccount(row: EventRow, column: number, text: number): void {
    const key = keyHex(row, column);
    if (this.accounts.has(key)) return;
    trim(this.accounts, this.max);
    this.accounts.set(key, keyText(row, text) ?? key);
  }
}

function trim(map: Map<string, unknown>, max: number): void {
  if (map.size < max) return;
  const first = map.keys().next();
  if (!first.done) map.delete(first.value);
}

/** A key column as the records hold keys: 16 hexadecimal digits, high word first. */
function keyHex({ hash }: EventRow, column: number): string {
  const high = (hash[column * 2 + 1]! >>> 0).toString(16).padStart(8, "0");
  return high + (hash[column * 2]! >>> 0).toString(16).padStart(8, "0");
}
