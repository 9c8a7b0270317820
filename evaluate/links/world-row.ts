import { CampaignFinder } from "../../src/flow/campaign-finder.ts";
import { createJudge } from "../../src/flow/judge.ts";
import { LinkFinder } from "../../src/flow/links/link-finder.ts";
import type { PaymentRemarks } from "../../src/flow/screening/payment-remarks.ts";
import { createDecoder } from "../../src/ingest/json-decoder.ts";
import type { CampaignReport } from "../../src/nouns/campaign-report.ts";
import { createEventRow, type EventRow } from "../../src/nouns/event-row.ts";
import type { PayeeLinkReport } from "../../src/nouns/payee-link-report.ts";
import type { Policy } from "../../src/nouns/policy.ts";
import { createPayeeRegistry } from "../../src/screen/payee/payee-registry.ts";
import { type Measure, payeeRisk } from "../../src/screen/payee/payee-risk.ts";
import { lineOf } from "../foreign/find-campaigns.ts";
import { paymentLine } from "./payment-line.ts";
import type { PlantedOrder, PlantedWorld, Role } from "./planted.ts";

/** What became of one payee of a world. */
export interface PayeeRow {
  readonly payee: string;
  readonly role: Role;
  readonly orders: number;
  readonly state: PayeeLinkReport["state"];
  readonly q: number | null;
  /** By the payments alone, and with what the link told. */
  readonly alone: Measure;
  readonly together: Measure;
}

/** One world: payees, and bought orders by what found them. */
export interface WorldRow {
  readonly maker: string;
  readonly seed: number;
  readonly events: number;
  readonly owners: number;
  readonly payees: readonly PayeeRow[];
  readonly orders: {
    readonly all: number;
    /** On a target of a campaign, in its time. */
    readonly byCampaigns: number;
    /** A step that is named of a payee whose doses agree. */
    readonly byPayees: number;
    readonly byEither: number;
  };
  /** Campaigns most of whose members are nobody's hands. */
  readonly campaigns: { readonly found: number; readonly honest: number };
  readonly cpuSeconds: { readonly links: number; readonly campaigns: number };
}

/** A planted world → what payments alone, campaigns alone and the link say of it. */
export function worldRow(
  named: Pick<WorldRow, "maker" | "seed">,
  world: PlantedWorld,
  policy: Policy,
  remarks: PaymentRemarks | null,
): WorldRow {
  const roles = new Map(world.payees.map(({ payee, role }) => [payee, role]));
  const finder = new LinkFinder();
  const campaigns = new CampaignFinder();
  const judge = createJudge(policy, remarks);
  const registry = createPayeeRegistry();
  const cpu = { links: 0, campaigns: 0 };
  const timed = (what: keyof typeof cpu, work: () => void): void => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    cpu[what] += (user + system) / 1e6;
  };
  const pay = (row: EventRow): void => {
    const decision = judge.judge(row, row.occurredAtMs);
    registry.see(row, decision.verdict, decision);
  };
  timed("links", () => {
    read(world, roles, (row, isPayment) => {
      finder.add(row);
      if (isPayment) pay(row);
    });
  });
  let links: readonly PayeeLinkReport[] = [];
  timed("links", () => {
    links = finder.look();
  });
  let found: readonly CampaignReport[] = [];
  timed("campaigns", () => {
    read(world, roles, (row, isPayment) => {
      if (!isPayment) campaigns.add(row);
    });
    found = campaigns.finish();
  });
  const byPayee = new Map(links.map((link) => [link.payee, link]));
  const payees = world.payees.map(({ payee, role, orders }): PayeeRow => {
    const link = byPayee.get(payee) ?? null;
    const record = registry.get(payee);
    const measure = (told: PayeeLinkReport | null): Measure =>
      record === null ? "none" : payeeRisk(record, policy, told).proposed;
    const { state, q } = link ?? { state: "not_enough" as const, q: null };
    return { payee, role, orders, state, q, alone: measure(null), together: measure(link) };
  });
  const inCampaign = world.orders.map((order) => found.some((campaign) => served(campaign, order)));
  const inStep = world.orders.map((order) => stepOf(byPayee.get(order.payee), order));
  const count = (all: readonly boolean[]): number => all.filter(Boolean).length;
  return {
    ...named,
    events: world.events.length,
    owners: new Set(world.events.map(({ owner }) => owner)).size,
    payees,
    orders: {
      all: world.orders.length,
      byCampaigns: count(inCampaign),
      byPayees: count(inStep),
      byEither: count(inStep.map((own, i) => own || inCampaign[i]!)),
    },
    campaigns: {
      found: found.length,
      honest: found.filter(({ members }) => members.filter(isHand).length * 2 < members.length).length,
    },
    cpuSeconds: cpu,
  };
}

/** Payments and engagement in order of time. */
function read(
  { events, payments }: PlantedWorld,
  roles: ReadonlyMap<string, Role>,
  take: (row: EventRow, isPayment: boolean) => void,
): void {
  const decoder = createDecoder();
  const row = createEventRow();
  const decoded = (line: string): EventRow => {
    const bytes = Buffer.from(line);
    const refused = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
    if (refused !== null) throw new Error(JSON.stringify(refused));
    return row;
  };
  let next = 0;
  events.forEach((event, place) => {
    for (; next < payments.length && payments[next]!.atMs <= event.atMs; next++) {
      const payment = payments[next]!;
      take(decoded(paymentLine(payment, roles.get(payment.payee)!, next)), true);
    }
    take(decoded(lineOf(event, place)), false);
  });
}

function isHand(actor: string): boolean {
  return /^w\dh/.test(actor);
}

function served({ targets, window }: CampaignReport, { item, fromMs, toMs }: PlantedOrder): boolean {
  return (
    Date.parse(window.from) <= toMs &&
    Date.parse(window.to) >= fromMs &&
    targets.some(({ id }) => id === item)
  );
}

function stepOf(link: PayeeLinkReport | undefined, { item, fromMs, toMs }: PlantedOrder): boolean {
  if (link?.state !== "linked") return false;
  return link.steps.some(
    (step) => step.item.id === item && Date.parse(step.from) <= toMs && Date.parse(step.to) >= fromMs,
  );
}
