import { DAY_MS, MINUTE_MS } from "../nouns/durations.ts";
import type { Item } from "./catalogue.ts";
import { type Mood, ORDINARY } from "./session.ts";
import type { SetContext } from "./set-context.ts";

/** Fans see everything to the end, like nearly always, and comment with slogans: in lockstep, but unpaid and themselves. */
const FAN: Mood = { ...ORDINARY, like: 70, comment: 75, share: 22, follow: 2, leave: 0.03, fan: true };
const EVENTS_PER_FAN = 4.6;
const TURNOUT = [0.45, 0.85] as const;
const POSTS_PER_DAY = 8;
const CLUB_SIZE_MAX = 160;

/** Clubs of people with long histories, each around one idol who posts by day and by night. */
export function startFanClub(context: SetContext, events: number): void {
  const { world, life, random } = context;
  const days = (world.endMs - world.startMs) / DAY_MS;
  const posts = Math.max(3, Math.round(POSTS_PER_DAY * days));
  const perMember = posts * 0.65 * EVENTS_PER_FAN;
  const clubs = Math.max(1, Math.round(events / perMember / CLUB_SIZE_MAX));
  const size = Math.max(
    8,
    Math.min(Math.floor(world.people.count / 4), Math.round(events / perMember / clubs)),
  );
  for (let club = 0; club < clubs; club++) {
    const idol = world.catalogue.creatorAccount(random.below(world.catalogue.creatorCount));
    const members = chooseMembers(context, size);
    for (let post = 0; post < posts; post++) {
      const postMs = Math.floor(world.startMs + random.unit() * (world.endMs - world.startMs) * 0.97);
      world.agenda.add(postMs, (nowMs) => {
        const item: Item = world.catalogue.publish(nowMs, {
          owner: idol,
          kind: "video",
          weight: 12,
          quality: 1.4,
        });
        const turnout = random.between(...TURNOUT);
        let came = 0;
        for (const person of members) {
          if (!random.chance(turnout)) continue;
          came++;
          const atMs = Math.round(nowMs + 5000 + random.exponential(5 * MINUTE_MS));
          world.agenda.add(atMs, (laterMs) => {
            const repeats = random.below(3);
            life.visit(person, laterMs, {
              entry: item,
              source: random.chance(0.75) ? "follow" : random.chance(0.5) ? "push" : "search",
              views: 1 + repeats + (random.chance(0.15) ? random.below(5) : 0),
              repeats,
              mood: FAN,
              set: "fan_club",
              alone: true,
            });
            return -1;
          });
        }
        context.note(item.id, came, nowMs, nowMs + 30 * MINUTE_MS);
        return -1;
      });
    }
  }
}

function chooseMembers(context: SetContext, size: number): readonly number[] {
  const { world, random } = context;
  const chosen = new Set<number>();
  for (let tries = 0; chosen.size < size && tries < size * 100; tries++) {
    const person = world.drawPerson();
    const old = world.startMs - world.population.registeredAtMs(person) > 300 * DAY_MS;
    if (old || random.chance(0.05)) chosen.add(person);
  }
  return [...chosen];
}
