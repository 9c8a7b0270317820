import { parseLossless } from "../../ingest/parse-lossless.ts";
import type { EventRow } from "../../nouns/event-row.ts";

/** What a report repeats of its payment, where it repeats anything; then it is read as it stands. */
const REPEATED = ["payer", "payee", "amount_minor", "currency"] as const;

/** What became of a bare status report: whole as a line of its own, or the id of a payment that nobody knows. Null: it is none. */
export type CompletedReport = { readonly line: Uint8Array } | { readonly unknown: string } | null;

/**
 * A status report that only names its payment (pacs.002 without OrgnlTxRef: `order` is the original's end-to-end id) → the same
 * with payer, payee, amount and the rest of the payment that is known under that id. Id, time and status are the report's own. Pure but
 * for `rowOf`, a stored payment by its id.
 */
export function completeReport(line: Uint8Array, rowOf: (id: string) => EventRow | null): CompletedReport {
  const report = objectOf(line);
  if (report === null || report.type !== "payment" || typeof report.status !== "string") return null;
  const { order } = report;
  if (typeof order !== "string" || REPEATED.some((name) => report[name] != null)) return null;
  const row = rowOf(order);
  const original = row === null ? null : objectOf(row.bytes.subarray(row.start, row.end));
  if (original?.type !== "payment") return { unknown: order };
  const amount_minor = Number(original.amount_minor);
  return { line: Buffer.from(JSON.stringify({ ...original, ...report, amount_minor })) };
}

/** Null for what is no JSON object; the decoder has told why. */
function objectOf(line: Uint8Array): Record<string, unknown> | null {
  try {
    const value = parseLossless(new TextDecoder().decode(line));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
