import { DAY_MS } from "../nouns/durations.ts";
import { drawBuild } from "./client-table.ts";
import { dayRhythm, RHYTHM_MAX } from "./day-rhythm.ts";
import { SESSION_EVENTS } from "./honest-life.ts";
import { ORDINARY, openSession } from "./session.ts";
import type { SetContext } from "./set-context.ts";

/** A network of its own, in the private range. */
const REGION_ASN = 64590;
const EVENTS_PER_PERSON_AND_DAY = 34;

/** A region where the app has just opened: young accounts signed up in waves, one new carrier, few addresses, ordinary habits. */
export function startNewRegion(context: SetContext, events: number): void {
  const { world, random } = context;
  const { population, addresses } = world;
  const days = (world.endMs - world.startMs) / DAY_MS;
  const count = Math.max(10, Math.round(events / days / EVENTS_PER_PERSON_AND_DAY));
  const gateways = Array.from({ length: Math.max(1, Math.ceil(count / 800)) }, () =>
    addresses.addPlace("carrier_nat", 2, REGION_ASN),
  );
  const channel = random.below(6);
  const first = population.accountCount();
  const devices: number[] = [];
  const homes = Array.from({ length: Math.ceil(count / 120) }, () =>
    addresses.addPlace("home", 200, REGION_ASN),
  );
  for (let i = 0; i < count; i++) {
    // Three days of opening, most on the first evening.
    population.addAccount(
      world.startMs - DAY_MS * 3 * (1 - random.unit() ** 1.6) - 60_000,
      random.chance(0.6) ? channel : random.below(6),
    );
    devices.push(population.addDevice(drawBuild(random)));
  }
  const perMs = (events / days / SESSION_EVENTS / DAY_MS) * RHYTHM_MAX;
  world.agenda.add(world.startMs, (nowMs) => {
    if (random.unit() * RHYTHM_MAX < dayRhythm(nowMs + world.utcOffsetMs)) {
      const i = Math.floor(count * random.unit() ** 1.4);
      const place = random.chance(0.6) ? gateways[i % gateways.length]! : homes[i % homes.length]!;
      openSession(
        world,
        random,
        {
          person: first + i,
          client: population.client(first + i, devices[i]!, addresses.json(place, i)),
          entry: null,
          source: random.chance(0.8) ? "recommend" : "push",
          parentShare: null,
          views: Math.min(150, Math.ceil(random.logNormal(6.6, 0.95))),
          mood: { ...ORDINARY, follow: 2.5 },
          repeats: 0,
          set: "new_region",
          onShare: null,
        },
        nowMs,
      );
    }
    return nowMs + random.exponential(1 / perMs);
  });
  context.note(null, count, world.startMs, world.endMs);
}
