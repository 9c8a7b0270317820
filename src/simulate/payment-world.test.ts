import { describe, expect, it } from "vitest";
import type { PaymentEvent } from "../nouns/event.ts";
import { createSimulation } from "./simulation.ts";

const options = { seed: 12, eventsPerDay: 40_000, payments: true };

function payments(seed: number) {
  const simulation = createSimulation({ ...options, seed });
  const found: { event: PaymentEvent; label: string; campaign: string | null }[] = [];
  let text = "";
  for (const run of simulation.runs()) {
    const lines = Buffer.from(run.bytes).toString("utf8").trimEnd().split("\n");
    lines.forEach((line, i) => {
      if (!line.includes('"type":"payment"')) return;
      text += line;
      const { label, campaign } = run.truth[i]!;
      found.push({ event: JSON.parse(line) as PaymentEvent, label, campaign });
    });
  }
  return { found, payees: simulation.payees(), campaigns: simulation.campaigns(), text };
}

describe("simulated payments", () => {
  const day = payments(12);

  it("join what was sold: its buyer pays before it is delivered, seven of ten to who sells it", () => {
    const sold = day.found.filter(({ campaign, event }) => campaign !== null && event.refund_of == null);
    const roles = new Map(day.payees.map(({ payee, role }) => [payee, role]));
    let orders = 0;
    let elsewhere = 0;
    for (const { event, campaign } of sold) {
      const role = roles.get(event.payee.id);
      if (role === "crowd_worker" || role === "friend" || role === "tip_jar") continue;
      const own = day.campaigns.find(({ id }) => id === campaign);
      const bought = own?.targets.filter(
        ({ owner, start }) => owner === event.payer && Date.parse(start) >= Date.parse(event.at as string),
      );
      if (own?.targets.some(({ owner_role }) => owner_role === "victim")) continue;
      orders++;
      if (role === "mule") elsewhere++;
      expect(bought?.length ?? 0).toBeGreaterThan(0);
    }
    expect(orders).toBeGreaterThan(10);
    expect(elsewhere / orders).toBeGreaterThan(0.1);
    expect(elsewhere / orders).toBeLessThan(0.6);
  });

  it("hold people's own payments: shops, friends, tips, agencies, promotion, payouts and refunds", () => {
    const roles = new Set(day.payees.map(({ role }) => role));
    for (const role of ["merchant", "friend", "tip_jar", "agency", "official_promotion", "mule"] as const) {
      expect(roles).toContain(role);
    }
    const ids = new Set(day.found.map(({ event }) => event.id));
    const refunds = day.found.filter(({ event }) => event.refund_of != null);
    expect(refunds.length).toBeGreaterThan(0);
    for (const { event } of refunds) expect(ids).toContain(event.refund_of);
    for (const { event } of day.found) expect(event.amount_minor).toBeGreaterThan(0);
  });

  it("tell nothing of it: no role, campaign or label stands in an event", () => {
    // A provider says of a payee that it is a merchant; nobody says what it sells.
    const roles = new Set(day.payees.map(({ role }) => role).filter((role) => role !== "merchant"));
    for (const role of roles) expect(day.text.includes(role)).toBe(false);
    for (const { id } of day.campaigns) expect(day.text.includes(id)).toBe(false);
  });

  it("are the same for the same seed, and absent unless asked for", () => {
    expect(payments(12).text === day.text).toBe(true);
    const { payments: _asked, ...without } = options;
    for (const { bytes } of createSimulation(without).runs()) {
      expect(Buffer.from(bytes).includes('"type":"payment"')).toBe(false);
    }
  });
});
