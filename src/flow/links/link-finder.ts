import { createSfc32 } from "../../kernels/sfc32.ts";
import { EVENT_TYPES, PAYMENT_CODE, RETRACTION_BIT } from "../../nouns/event.ts";
import { type EventRow, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";
import { hashText } from "../../nouns/hash.ts";
import type { PayeeLinkReport } from "../../nouns/payee-link-report.ts";
import type { Key, Surface } from "../../screen/link/link-inputs.ts";
import { LinkTest, type LinkTestHealth } from "../../screen/link/link-test.ts";
import { LinkNames } from "./link-names.ts";
import { payeeLinkReport } from "./payee-link-report.ts";

const ID = keyColumn("id");
const TARGET = keyColumn("target");
const OWNER = keyColumn("owner");
const SOURCE = keyColumn("source");
const PAYER = keyColumn("payer");
const PAYEE_ID = keyColumn("payee_id");
const CURRENCY = keyColumn("currency");
const STATUS = keyColumn("status");
const REFUND_OF = keyColumn("refund_of");
const AMOUNT = numberColumn("amount");
const VIEW = EVENT_TYPES.indexOf("view");

/** Sources that are the feed, or an advertisement in it: what official promotion buys. Others are places people go to themselves. */
const FEED_SOURCES = ["recommend", "feed", "ad", "ads", "promotion", "discover", "foryou", "推荐", "广告"];
const FED = new Set(FEED_SOURCES.map((source) => hashText(source).join(" ")));
const FAILED = hashText("failed").join(" ");
const PENDING = hashText("pending").join(" ");
const REFUNDED = hashText("refunded").join(" ");
/** The seed of the references that are drawn: the same events and looks give the same answer. */
const SEED = 20_261_130;

/** Rows of payments and engagement in order of time → what payments to each payee were followed by. */
export class LinkFinder {
  private readonly test: LinkTest;
  private readonly names = new LinkNames();
  private taken = 0;

  /** `official`: payees that are the platform's own promotion, by id. */
  constructor(official: readonly string[] = []) {
    const listed = new Set(official.map((id) => hashText(id).join(" ")));
    this.test = new LinkTest({
      viewType: VIEW,
      u32: createSfc32(SEED, 0, 1),
      isOfficial: ({ low, high }) => listed.has(`${low} ${high}`),
    });
  }

  /** Takes a row; it may be reused at once. */
  add(row: EventRow): void {
    const ref = this.taken++;
    if (row.kind === PAYMENT_CODE) this.addPayment(row, ref);
    else if ((row.kind & RETRACTION_BIT) === 0) this.addEngagement(row, ref);
  }

  /** Every payee that was paid, those told first. */
  look(): readonly PayeeLinkReport[] {
    return this.test.look().map((link) => payeeLinkReport(link, this.names));
  }

  health(): LinkTestHealth {
    return this.test.health();
  }

  private addEngagement(row: EventRow, ref: number): void {
    const owner = keyOf(row, OWNER);
    // What is given to an account gains that account.
    if (owner.low === 0 && owner.high === 0) return;
    this.names.takeItem(row);
    this.test.addEngagement({
      type: row.kind,
      atMs: row.occurredAtMs,
      item: keyOf(row, TARGET),
      owner,
      surface: surfaceOf(row),
      ref,
    });
  }

  private addPayment(row: EventRow, ref: number): void {
    const status = textKey(row, STATUS);
    if (status === FAILED || status === PENDING) return;
    const amount = row.num[AMOUNT]!;
    const refunded = keyOf(row, REFUND_OF);
    if (refunded.low !== 0 || refunded.high !== 0) {
      this.test.addRefund(refunded, amount);
      return;
    }
    this.names.takePayment(row);
    if (status === REFUNDED) this.test.addRefund(keyOf(row, ID), amount);
    this.test.addPayment({
      id: keyOf(row, ID),
      atMs: row.occurredAtMs,
      payer: keyOf(row, PAYER),
      payee: keyOf(row, PAYEE_ID),
      amount,
      currency: keyText(row, CURRENCY) ?? "",
      ref,
    });
  }
}

function keyOf({ hash }: EventRow, column: number): Key {
  return { low: hash[column * 2]!, high: hash[column * 2 + 1]! };
}

function textKey({ hash }: EventRow, column: number): string {
  return `${hash[column * 2]!} ${hash[column * 2 + 1]!}`;
}

function surfaceOf(row: EventRow): Surface {
  const { low, high } = keyOf(row, SOURCE);
  if (low === 0 && high === 0) return 0;
  return FED.has(`${low} ${high}`) ? 1 : 2;
}
