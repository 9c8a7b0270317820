import { DAY_MS } from "../nouns/durations.ts";
import { createAddresses } from "./addresses.ts";
import { type Agenda, createAgenda } from "./agenda.ts";
import { createAliasTable } from "./alias-table.ts";
import { startCampaign } from "./attack.ts";
import { eventsPerBought } from "./attack-family.ts";
import { planAttacks } from "./attack-plan.ts";
import { type CampaignRow, campaignRow } from "./campaign.ts";
import { createCatalogue, REFRESH_MS } from "./catalogue.ts";
import { createHonestLife } from "./honest-life.ts";
import { type HonestSetRow, startHonestSets } from "./honest-sets.ts";
import { createLineWriter, type LineWriter, type Run } from "./line-writer.ts";
import { createOpaqueId } from "./opaque-id.ts";
import { type SimulationOptions, settleOptions } from "./options.ts";
import type { PayeeRow } from "./payee-truth.ts";
import { createPaymentWorld } from "./payment-world.ts";
import { createPeople, createPopulation } from "./population.ts";
import { createRandom } from "./random.ts";
import type { World } from "./world.ts";

export interface Simulation {
  /** Lines and their truth in order of time, in runs of about 64 KiB. Can be walked once. */
  readonly runs: () => IterableIterator<Run>;
  /** What was sold and by whom. Complete once the runs have been walked to their end. */
  readonly campaigns: () => readonly CampaignRow[];
  /** What happened in each honest hard set. Complete once the runs have been walked to their end. */
  readonly honestSets: () => readonly HonestSetRow[];
  /** Whom payments went to and what they are; none without `payments`. Complete once the runs have been walked to their end. */
  readonly payees: () => readonly PayeeRow[];
  readonly startMs: number;
  readonly endMs: number;
  /** Honest people in it. */
  readonly peopleCount: number;
}

/**
 * A simulated stretch of a platform's life: honest people, honest crowds that look like attacks, and attacks, as event lines
 * of the public contract with ground truth beside them.
 *
 * It writes log lines and nothing else: nothing in this folder opens a connection, drives a device or an app, or can talk to
 * any real service. People, addresses and networks are made up; addresses lie in 10.0.0.0/8, networks in the private range.
 *
 * Deterministic: the same options give the same bytes. Memory grows with the number of people (about 100 bytes each,
 * `eventsPerDay / eventsPerPerson` of them) and of orders, never with the number of events. Throws `bad_request` for
 * options out of range. Where the model's figures come from, and what it leaves out: docs/guides/simulate.md.
 */
export function createSimulation(options: SimulationOptions): Simulation {
  const settled = settleOptions(options);
  const { seed, startMs } = settled;
  const endMs = startMs + settled.durationMs;
  const agenda = createAgenda();
  const addresses = createAddresses(createRandom(seed, "addresses"));
  const population = createPopulation(seed);
  const people = createPeople(
    settled.peopleCount,
    startMs,
    settled.shares,
    population,
    addresses,
    createRandom(seed, "people"),
  );
  const slots = Math.min(400_000, Math.max(200, Math.floor(settled.peopleCount / 3)));
  const catalogue = createCatalogue(
    seed,
    slots,
    people.count,
    startMs,
    population,
    createRandom(seed, "catalogue"),
  );
  const writer = createLineWriter(
    createOpaqueId(seed, "event", "e"),
    agenda,
    createRandom(seed, "disorder"),
    settled.disorderMs,
    endMs,
  );
  const active = createAliasTable(people.activity);
  const activeRandom = createRandom(seed, "active");
  const world: World = {
    seed,
    startMs,
    endMs,
    utcOffsetMs: settled.utcOffsetMs,
    eventsPerDay: settled.eventsPerDay,
    agenda,
    writer,
    population,
    people,
    addresses,
    catalogue,
    drawPerson: () => active.draw(activeRandom),
    payments: null,
  };
  if (settled.payments) world.payments = createPaymentWorld(world, createRandom(seed, "payments"));

  agenda.add(startMs + REFRESH_MS, (nowMs) => {
    catalogue.refresh(nowMs);
    return nowMs + REFRESH_MS;
  });
  const life = createHonestLife(world, createRandom(seed, "life"));
  const sets = startHonestSets(world, life, createRandom(seed, "sets"), settled.shares);
  const attackRandom = createRandom(seed, "attacks");
  const plans = planAttacks(settled, attackRandom);
  const campaigns = plans.map((plan, index) =>
    startCampaign(world, createRandom(seed, `campaign ${index}`), plan, index),
  );
  const total = settled.eventsPerDay * (settled.durationMs / DAY_MS);
  const attackEvents = plans.reduce(
    (sum, plan) => sum + plan.orders * plan.amount * eventsPerBought(plan.family, plan.camouflage),
    0,
  );
  // Ordinary life fills what the sets and the sellers leave, and never dies out.
  world.payments?.start();
  life.start(settled.eventsPerDay * Math.max(0.1, 1 - sets.eventShare - attackEvents / total));

  let begun = false;
  return {
    runs: () => {
      if (begun) throw new Error("a simulation can be walked once; create another with the same options");
      begun = true;
      return walk(agenda, writer, endMs);
    },
    campaigns: () => campaigns.map((campaign) => campaignRow(campaign, population.actorId)),
    honestSets: sets.rows,
    payees: () => world.payments?.payees() ?? [],
    startMs,
    endMs,
    peopleCount: people.count,
  };
}

/** Events up to the end, a run whenever the writer is full. */
function* walk(agenda: Agenda, writer: LineWriter, endMs: number): IterableIterator<Run> {
  while (agenda.nextMs() < endMs) {
    agenda.advance();
    if (writer.full()) {
      const run = writer.take();
      if (run !== null) yield run;
    }
  }
  const rest = writer.take();
  if (rest !== null) yield rest;
}
