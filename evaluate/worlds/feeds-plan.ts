/**
 * Who opens the app when, and why, on one day of the world `feeds`. Honest people look alike there
 * since so many are called: by a push, by a notification of a creator they like, by the hour at
 * which the editor publishes or a channel is read over breakfast.
 */
import { between, type Chance, exponential, lognormal, poisson } from "./feeds-chance.ts";
import { awake, day, drawHour, hour, minute, nearHour, second, startMs, weekdayLift } from "./feeds-clock.ts";
import { cleansUp, type People, readsEditor } from "./feeds-people.ts";
import type { Platform } from "./feeds-reactions.ts";

export type Reason = "stroll" | "editor" | "channel" | "welcome" | "push" | "fan" | "own" | "clean";

export interface Visit {
  readonly atMs: number;
  readonly person: number;
  readonly reason: Reason;
  /** Channel, push or item. */
  readonly what: number;
}

/** Share of a creator's notified fans who come at all; most within minutes, none after an hour. */
const fanAnswers = 0.45;
/**
 * Half of the opens of a push come in its first burst (mean 4 minutes); the rest trickle in
 * (Leanplum: median 7 to 48 minutes).
 */
const burstShare = 0.68;
/** A regular skips one day in five. */
const regularComes = 0.8;
const editorReaderComes = 0.7;
/** Creators who like their own fresh post. */
const likesOwn = 0.1;

function isHere(people: People, person: number, atMs: number): boolean {
  if (atMs < people.registeredAt[person]! + 2 * minute) return false;
  return atMs < people.awayFrom[person]! || atMs >= people.awayTo[person]!;
}

function drawStart(chance: Chance, people: People, person: number): number {
  const kind = chance();
  if (kind < 0.35) return nearHour(chance, people.habitHours[2 * person]!);
  if (kind < 0.6) return nearHour(chance, people.habitHours[2 * person + 1]!);
  return drawHour(chance);
}

function planStrolls(platform: Platform, date: number, into: Visit[]): void {
  const { chance, people } = platform;
  const dayMs = startMs + date * day;
  for (let person = 0; person < people.count; person++) {
    const registeredAt = people.registeredAt[person]!;
    if (registeredAt >= dayMs + day) continue;
    if (registeredAt >= dayMs) {
      const atMs = registeredAt + between(chance, 15, 90) * second;
      into.push({ atMs, person, reason: "welcome", what: 0 });
    }
    // Newcomers are curious for two days.
    const curious = registeredAt > dayMs - 2 * day ? 2 : 1;
    const rate = (people.viewsPerDay[person]! / people.sessionViews[person]!) * weekdayLift(date) * curious;
    // Days differ: the same person comes ten times on one and not at all on the next.
    for (let left = poisson(chance, rate * lognormal(chance, 0.88, 0.5)); left > 0; left--) {
      const atMs = dayMs + drawStart(chance, people, person) * hour;
      into.push({ atMs, person, reason: "stroll", what: 0 });
    }
    const habits = people.habits[person]!;
    if ((habits & cleansUp) !== 0 && chance() < 0.15) {
      into.push({ atMs: dayMs + drawHour(chance) * hour, person, reason: "clean", what: 0 });
    }
    if ((habits & readsEditor) !== 0 && chance() < editorReaderComes) {
      // Some wait for the page; others read it at their own hour.
      const atHour =
        person % 2 === 0 ? 9.02 + 0.5 * -Math.log(1 - chance()) : drawStart(chance, people, person);
      into.push({ atMs: dayMs + atHour * hour, person, reason: "editor", what: 0 });
    }
  }
}

function planChannels(platform: Platform, date: number, into: Visit[]): void {
  const { chance, people, lists } = platform;
  for (const [what, { regulars }] of lists.channels.entries()) {
    for (const person of regulars) {
      if (chance() >= regularComes) continue;
      const atMs = startMs + date * day + nearHour(chance, people.habitHours[2 * person]!) * hour;
      into.push({ atMs, person, reason: "channel", what });
    }
  }
}

function planPushes(platform: Platform, date: number, into: Visit[]): void {
  const { chance, people, lists } = platform;
  for (const [what, push] of lists.pushes.entries()) {
    if (Math.floor((push.atMs - startMs) / day) !== date) continue;
    for (let person = 0; person < people.count; person++) {
      if (push.theme >= 0 && people.theme[person] !== push.theme) continue;
      if (chance() >= people.pushRate[person]!) continue;
      const burst = chance() < burstShare;
      const delay = burst ? exponential(chance, 4 * minute) : lognormal(chance, 45 * minute, 0.9);
      // The senders spread a push over a minute and a half.
      const atMs = push.atMs + between(chance, 3, 90) * second + delay;
      into.push({ atMs, person, reason: "push", what });
    }
  }
}

function planFans(platform: Platform, date: number, into: Visit[]): void {
  const { chance, creators, items } = platform;
  const fromMs = startMs + date * day;
  for (let item = items.first; item < items.count && items.postedAt[item]! < fromMs + day; item++) {
    const postedAt = items.postedAt[item]!;
    if (postedAt < fromMs) continue;
    const creator = items.creator[item]!;
    const own = creators.person[creator]!;
    if (own >= 0 && chance() < likesOwn) {
      const atMs = postedAt + between(chance, 4, 100) * second;
      into.push({ atMs, person: own, reason: "own", what: item });
    }
    const answers = fanAnswers * Math.min(1, awake(postedAt) + 0.05);
    for (const person of creators.fans.get(creator) ?? []) {
      if (chance() >= answers) continue;
      const delay = lognormal(chance, 7 * minute, 1.05);
      if (delay < hour) into.push({ atMs: postedAt + 5 * second + delay, person, reason: "fan", what: item });
    }
  }
}

/** Sends those who meet a dark app away; most try again when it is back. */
function meetOutage(platform: Platform, visit: Visit): Visit | undefined {
  const { chance, outage } = platform;
  if (visit.atMs < outage.fromMs || visit.atMs >= outage.toMs) return visit;
  if (chance() < 0.3) return undefined;
  return { ...visit, atMs: outage.toMs + exponential(chance, 6 * minute) };
}

/**
 * The day's visits in order of time. What falls after midnight is left in `carried` for the next
 * day, and what was left there before is taken.
 */
export function planDay(platform: Platform, date: number, carried: Visit[]): Visit[] {
  const planned: Visit[] = carried.splice(0);
  planStrolls(platform, date, planned);
  planChannels(platform, date, planned);
  planPushes(platform, date, planned);
  planFans(platform, date, planned);
  const untilMs = startMs + (date + 1) * day;
  const kept: Visit[] = [];
  for (const visit of planned) {
    const met = meetOutage(platform, visit);
    if (met === undefined || !isHereFor(platform.people, met)) continue;
    if (met.atMs >= untilMs) carried.push(met);
    else kept.push(met);
  }
  return kept.sort((left, right) => left.atMs - right.atMs || left.person - right.person);
}

function isHereFor(people: People, visit: Visit): boolean {
  return visit.reason === "welcome" || visit.reason === "own" || isHere(people, visit.person, visit.atMs);
}
