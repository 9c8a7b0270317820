import { describe, expect, it } from "vitest";
import { createDecoder } from "../../ingest/json-decoder.ts";
import { createEventRow } from "../../nouns/event-row.ts";
import { createSimulation } from "../../simulate/simulation.ts";
import { LinkFinder } from "./link-finder.ts";

function feed(finder: LinkFinder, bytes: Uint8Array): void {
  const decoder = createDecoder();
  const row = createEventRow();
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const refused = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
    if (refused !== null) throw new Error(JSON.stringify(refused));
    finder.add(row);
    start = end + 1;
  }
}

function lines(...events: readonly object[]): Uint8Array {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

const payment = (id: string, more: object = {}) => ({
  id,
  type: "payment",
  at: "2026-11-22T12:00:00Z",
  payer: "u1",
  payee: { id: "m1" },
  amount_minor: 990,
  currency: "CNY",
  ...more,
});
const like = (id: string, at: string) => ({
  id,
  type: "like",
  at,
  actor: { id: `a${id}` },
  target: { kind: "video", id: "v1", owner: "u1" },
});

describe("rows of the log in the link test", () => {
  it("name payees and hold what was paid, without what failed, is pending or was given back", () => {
    const finder = new LinkFinder();
    feed(
      finder,
      lines(
        like("e0", "2026-11-22T08:00:00Z"),
        payment("p1"),
        payment("p2", { status: "failed" }),
        payment("p3", { status: "pending" }),
        payment("p4", { status: "refunded" }),
        payment("p5"),
        payment("p6", { refund_of: "p5" }),
        payment("p7", { payer: "m1" }),
        payment("p8", { payer: "nobody" }),
        like("e1", "2026-11-22T12:20:00Z"),
        like("e2", "2026-12-01T12:20:00Z"),
      ),
    );
    const [link, ...rest] = finder.look();
    expect(rest).toEqual([]);
    expect(link).toMatchObject({
      payee: "m1",
      state: "not_enough",
      payments: 5,
      waiting: 0,
      excluded: { refunded: 2, own_payment: 1, no_item: 1 },
    });
  });

  it("find who sells on a simulated day, and say of no honest payee that steps follow", () => {
    const simulation = createSimulation({ seed: 5, eventsPerDay: 100_000, payments: true });
    const finder = new LinkFinder();
    for (const { bytes } of simulation.runs()) feed(finder, bytes);
    const sells = new Map(simulation.payees().map((row) => [row.payee, row.sells]));
    const told = finder.look().filter(({ q }) => q !== null && q <= 0.05);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ payee }) => sells.get(payee) !== true)).toEqual([]);
    for (const { steps } of told) {
      for (const { item, payer } of steps) {
        expect(item.id).toMatch(/^[vu]/);
        expect(payer).toMatch(/^u/);
      }
    }
  });
});
