import { FAMILY_TRAITS } from "./attack-family.ts";
import type { Item } from "./catalogue.ts";
import type { Act, Client } from "./line-writer.ts";
import type { Random } from "./random.ts";
import type { AttackFamily } from "./truth.ts";
import { setViewing, type Viewing, viewing } from "./viewing.ts";
import type { World } from "./world.ts";

/** One account's visit for a seller: to a bought target, or to a popular thing as cover. */
export interface BoughtVisit {
  readonly family: AttackFamily;
  readonly campaign: string;
  readonly client: Client;
  readonly item: Item;
  readonly target: Uint8Array;
  readonly source: string;
  /** What the script's dwell is set to. */
  readonly dwellMs: number;
  readonly text: string | null;
  readonly parentShare: string | null;
  /** Called when the bought action is written; null for cover. */
  readonly onDelivered: ((atMs: number, id: string) => void) | null;
  /** When the action is taken back, null for never. */
  readonly retractAtMs: number | null;
}

/** Plays one visit from `atMs`: things seen on the way, the target, the action, and perhaps its retraction. */
export function openBoughtVisit(world: World, random: Random, visit: BoughtVisit, atMs: number): void {
  const { writer, agenda } = world;
  const { act: bought, execution } = FAMILY_TRAITS[visit.family];
  const covering = visit.onDelivered === null;
  // Cover is a like with its view where the family likes, comments or shares; else the family's own action.
  const type = covering && (bought === "comment" || bought === "share") ? "like" : bought;
  const looksFirst = execution === "scripted" || execution === "imitated" || execution === "human";
  const fillers = covering
    ? 0
    : execution === "imitated"
      ? 1 + random.below(4)
      : execution === "scripted"
        ? random.below(3)
        : 0;
  let left = looksFirst ? fillers + 1 : 0;
  let preceding = execution === "protocol" ? (random.chance(0.8) ? 0 : 1) : 1 + random.below(2);
  let item = left > 1 ? world.catalogue.draw(random) : visit.item;
  let seen = look(random, visit, execution, item);
  const act: Act = {
    client: visit.client,
    type,
    target: visit.target,
    source: visit.source,
    parentShare: null,
    dwellMs: null,
    playRatio: null,
    scrollDepth: null,
    precedingEvents: 0,
    text: null,
    label: visit.family,
    campaign: visit.campaign,
    set: null,
  };
  const describe = (dwellMs: number): void => {
    act.dwellMs = dwellMs;
    act.playRatio = seen.playRatio;
    act.scrollDepth = seen.scrollDepth;
    act.precedingEvents = preceding++;
  };
  const step = (nowMs: number): number => {
    if (left > 0) {
      left--;
      const arrived = left === 0;
      act.type = "view";
      act.target = item.target;
      act.source = arrived ? visit.source : "recommend";
      act.parentShare = arrived ? visit.parentShare : null;
      describe(seen.dwellMs);
      writer.write(nowMs, act);
      if (arrived) return nowMs + Math.max(30, random.logNormal(execution === "human" ? 700 : 450, 0.4));
      item = left === 1 ? visit.item : world.catalogue.draw(random);
      seen = look(random, visit, execution, item);
      return nowMs + seen.dwellMs + 200 + random.below(500);
    }
    act.type = type;
    act.target = visit.target;
    act.source = visit.source;
    act.parentShare = visit.parentShare;
    act.text = covering ? null : visit.text;
    describe(type === "view" ? seen.dwellMs : Math.max(300, seen.dwellMs * random.between(0.5, 1)));
    const id = writer.write(nowMs, act);
    visit.onDelivered?.(nowMs, id);
    if (visit.retractAtMs !== null) {
      const taken: Act = { ...act, type: `un${type}`, text: null, precedingEvents: random.below(2) };
      agenda.add(Math.max(nowMs + 1000, visit.retractAtMs), (laterMs) => {
        writer.write(laterMs, taken);
        return -1;
      });
    }
    return -1;
  };
  agenda.add(Math.round(looksFirst ? atMs + seen.dwellMs : atMs), step);
}

function look(random: Random, visit: BoughtVisit, execution: string, item: Item): Viewing {
  if (execution === "imitated") return setViewing(item, random.between(3000, 5000));
  if (execution === "human") {
    return visit.onDelivered === null
      ? viewing(random, item, 0)
      : setViewing(item, random.logNormal(6000, 0.6));
  }
  const spread = execution === "protocol" ? 0.05 : 0.16;
  return setViewing(item, Math.max(400, visit.dwellMs * (1 + spread * random.normal())));
}
