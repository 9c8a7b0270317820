import { HOUR_MS } from "../../nouns/durations.ts";
import type { EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";

const HOURS = 24;
/** Hours of the day in which least is done: people of one time zone sleep about so long. */
const QUIET_HOURS = 6;
/** Shortest delivery that a night falls into, whenever it began. */
const DELIVERY_MS_MIN = 12 * HOUR_MS;
/** Fewest days whose quiet hours are known: in one or two, the quietest are those in which nothing happened to come out. */
const SPAN_DAYS_MIN = 3;
/** Fewest acts of members at a target whose hours are counted, and fewest such targets. */
const ACTS_MIN = 8;
const TARGETS_MIN = 3;
/** Fewest acts of other people that tell what is usual at these targets. */
const OTHERS_MIN = 50;
/** Above it everybody acts at all hours: time zones mixed, or times without hours. */
const QUIET_USUAL_MAX = 0.15;

/** How members came, and how people come. null = not measurable. */
export interface SessionContext {
  /** Part of the members' acts on the targets before which the member had opened the target. */
  readonly opened: number | null;
  /** The same of other people: on these targets, or of all acts of such kinds, whichever is less. */
  readonly openedUsual: number | null;
  /** The same of the members' acts elsewhere: a client that never reports views does so everywhere. */
  readonly openedElsewhere: number | null;
  /** Part of the members' acts that fall into the quietest six hours of the day: median over deliveries of twelve hours and more. */
  readonly quiet: number | null;
  /** The same of all acts. */
  readonly quietUsual: number | null;
}

/** Group → how its members came. O(acts of the members + audiences of the targets); the usual is learned once a graph. */
export function sessionContext(graph: EngagementGraph, group: JudgedGroup): SessionContext {
  return { ...openings(graph, group), ...quietHours(graph, group) };
}

function openings(
  { acts, opened }: EngagementGraph,
  group: JudgedGroup,
): Pick<SessionContext, "opened" | "openedUsual" | "openedElsewhere"> {
  if (opened === null) return { opened: null, openedUsual: null, openedElsewhere: null };
  let own = 0;
  let ownOpened = 0;
  let usual = 0;
  let others = 0;
  let othersOpened = 0;
  for (const target of group.targets) {
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++) {
      if (group.members.has(acts.actor[at]!)) {
        own++;
        ownOpened += opened.byTarget[at]!;
        usual += opened.usual[at]!;
      } else {
        others++;
        othersOpened += opened.byTarget[at]!;
      }
    }
  }
  let elsewhere = 0;
  let elsewhereOpened = 0;
  for (const member of group.members) {
    elsewhere += acts.actorStart[member + 1]! - acts.actorStart[member]!;
    elsewhereOpened += opened.byActor[member]!;
  }
  const rest = elsewhere - own;
  const ofKinds = own === 0 ? 0 : usual / own;
  const there = others < OTHERS_MIN ? ofKinds : othersOpened / others;
  return {
    opened: own === 0 ? null : ownOpened / own,
    openedUsual: Math.min(ofKinds, there),
    openedElsewhere: rest === 0 ? null : (elsewhereOpened - ownOpened) / rest,
  };
}

function quietHours(
  graph: EngagementGraph,
  group: JudgedGroup,
): Pick<SessionContext, "quiet" | "quietUsual"> {
  const { acts, atMs } = graph;
  const { isQuiet, usual } = quietOf(graph);
  if (usual > QUIET_USUAL_MAX || graph.spanDays < SPAN_DAYS_MIN) return { quiet: null, quietUsual: null };
  const shares: number[] = [];
  for (const target of group.targets) {
    const times: number[] = [];
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      if (group.members.has(acts.actor[at]!)) times.push(atMs[at]!);
    if (times.length < ACTS_MIN) continue;
    times.sort((a, b) => a - b);
    const last = times.length - 1;
    if (times[Math.floor(last * 0.9)]! - times[Math.floor(last * 0.1)]! < DELIVERY_MS_MIN) continue;
    shares.push(times.filter((time) => isQuiet[hourOf(time)] === 1).length / times.length);
  }
  if (shares.length < TARGETS_MIN) return { quiet: null, quietUsual: null };
  shares.sort((a, b) => a - b);
  return { quiet: shares[shares.length >> 1]!, quietUsual: usual };
}

interface Quiet {
  /** By hour of the day (UTC): 1 = one of the quietest. */
  readonly isQuiet: Uint8Array;
  /** Part of all acts in these hours. */
  readonly usual: number;
}

const QUIET = new WeakMap<EngagementGraph, Quiet>();

function quietOf(graph: EngagementGraph): Quiet {
  let quiet = QUIET.get(graph);
  if (quiet === undefined) {
    const byHour = new Float64Array(HOURS);
    for (const time of graph.atMs) byHour[hourOf(time)]!++;
    const order = [...byHour.keys()].sort((a, b) => byHour[a]! - byHour[b]! || a - b).slice(0, QUIET_HOURS);
    const isQuiet = new Uint8Array(HOURS);
    let sum = 0;
    for (const hour of order) {
      isQuiet[hour] = 1;
      sum += byHour[hour]!;
    }
    quiet = { isQuiet, usual: sum / Math.max(1, graph.atMs.length) };
    QUIET.set(graph, quiet);
  }
  return quiet;
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) % HOURS;
}
