/**
 * Figures of detection within one creator's audience: honest exports must give no group, planted
 * pools must be found account by account. The detector sees actor, video, owner (where the export
 * names it), time and kind of event; what was planted stays here.
 */

import { detectWithinOwners } from "../../src/detect/audience/detect-within-owner.ts";
import { createEventColumns, type EventColumns } from "../../src/detect/columns/event-columns.ts";
import { kindCode } from "../../src/nouns/event.ts";
import { createEventRow, keyColumn } from "../../src/nouns/event-row.ts";
import { hashText } from "../../src/nouns/hash.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import { createRandom, type World } from "../worlds/world.ts";
import { CREATOR_VARIANTS, makeCreatorExport } from "./creator-export.ts";

/**
 * A figure with its 95 % interval: Wilson's for shares of exports, percentile bootstrap over
 * exports for means. [0, 0] = nobody in any export: then read the share of exports.
 */
export interface CreatorFigure {
  readonly what: string;
  readonly exports: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The goal of the issue, as what the figure should at least or at most be. */
  readonly least: number | null;
  readonly most: number | null;
}

export interface CreatorFiguresOptions {
  /** Each variant is made once for each; 1 to 20 were tuned on. */
  readonly seeds: readonly number[];
  /** Names of `CREATOR_VARIANTS`; all by default. */
  readonly variants?: readonly string[];
}

/** What was planted: `null` = nothing. */
const PLANTED = {
  honest: null,
  pool: {},
  order: { hands: 18, likes: 18 * 27, density: 1, order: "names" },
} as const;

interface Outcome {
  readonly groups: number;
  readonly f1: number;
  readonly found: number;
  readonly hands: number;
  /** Honest accounts in any group, of all honest ones. */
  readonly accused: number;
  readonly honest: number;
}

/**
 * Seeds → figures. Takes some 3 CPU-s an export, three exports a seed and variant. Deterministic.
 */
export function creatorFigures({ seeds, variants }: CreatorFiguresOptions): readonly CreatorFigure[] {
  const chosen = CREATOR_VARIANTS.filter(({ name }) => !variants || variants.includes(name ?? ""));
  if (chosen.length === 0) throw new Error(`no variant of a creator's export is named \`${variants}\``);
  const run = (planted: keyof typeof PLANTED): Outcome[] =>
    seeds.flatMap((seed) =>
      chosen.map((variant) => {
        const pool = PLANTED[planted];
        return judge(makeCreatorExport(pool === null ? { ...variant, seed } : { ...variant, seed, pool }));
      }),
    );
  const honest = run("honest");
  const pool = run("pool");
  const order = run("order");
  return [
    shareOf("honest exports without a group", honest, ({ groups }) => groups === 0, 0.95),
    ratioOf("honest accounts in a group, honest exports", honest, null, 0.001),
    meanOf("account F1, pool of 160 with 880 likes", pool, 0.95),
    shareOf("exports with a pool found at F1 of .95 and more", pool, ({ f1 }) => f1 >= 0.95, null),
    shareOf("exports with a pool of which half is found", pool, (one) => one.found * 2 >= one.hands, null),
    ratioOf("honest accounts in a group, exports with a pool", pool, null, 0.005),
    shareOf(
      "18 accounts in a fixed order on 27 videos, all found",
      order,
      (one) => one.found === one.hands,
      1,
    ),
    ratioOf("honest accounts in a group, exports with a fixed order", order, null, 0.005),
  ];
}

function judge(world: World): Outcome {
  const columns = columnsOfWorld(world);
  const nameOf: string[] = [];
  world.events.forEach(({ actor }, row) => {
    nameOf[columns.actor[row]!] = actor;
  });
  const hands = new Set(world.pools.flatMap(({ actors }) => actors));
  const groups = detectWithinOwners(columns);
  const named = new Set(groups.flatMap(({ members }) => members.map(({ actor }) => nameOf[actor]!)));
  const found = [...named].filter((actor) => hands.has(actor)).length;
  return {
    groups: groups.length,
    f1: hands.size + named.size === 0 ? 1 : (2 * found) / (hands.size + named.size),
    found,
    hands: hands.size,
    accused: named.size - found,
    honest: columns.actorCount - hands.size,
  };
}

function columnsOfWorld(world: World): EventColumns {
  const builder = createEventColumns(Math.max(1, world.events.length));
  const row = createEventRow();
  const put = (column: "actor" | "target" | "owner", text: string | undefined): void => {
    const [low, high] = text === undefined ? [0, 0] : hashText(text);
    row.hash[keyColumn(column) * 2] = low;
    row.hash[keyColumn(column) * 2 + 1] = high;
  };
  world.events.forEach((event, sequence) => {
    put("actor", event.actor);
    put("target", `${event.targetKind}/${event.target}`);
    put("owner", event.owner);
    row.kind = kindCode(event.type)!;
    row.occurredAtMs = event.atMs;
    builder.add(row, sequence);
  });
  return builder.columns();
}

function shareOf(
  what: string,
  outcomes: readonly Outcome[],
  holds: (one: Outcome) => boolean,
  least: number | null,
): CreatorFigure {
  const hits = outcomes.filter(holds).length;
  const [low, high] = wilsonInterval(hits, outcomes.length);
  return { what, exports: outcomes.length, value: hits / outcomes.length, low, high, least, most: null };
}

function meanOf(what: string, outcomes: readonly Outcome[], least: number | null): CreatorFigure {
  const mean = (of: readonly Outcome[]): number => of.reduce((sum, { f1 }) => sum + f1, 0) / of.length;
  return {
    what,
    exports: outcomes.length,
    value: mean(outcomes),
    ...bootstrap(outcomes, mean),
    least,
    most: null,
  };
}

function ratioOf(
  what: string,
  outcomes: readonly Outcome[],
  least: number | null,
  most: number | null,
): CreatorFigure {
  const ratio = (of: readonly Outcome[]): number =>
    of.reduce((sum, { accused }) => sum + accused, 0) / of.reduce((sum, { honest }) => sum + honest, 0);
  return {
    what,
    exports: outcomes.length,
    value: ratio(outcomes),
    ...bootstrap(outcomes, ratio),
    least,
    most,
  };
}

/**
 * Draws of the bootstrap: percentiles of 2.5 % move by a hundredth of the interval at a thousand.
 */
const DRAWS = 1000;

/**
 * Percentile bootstrap over exports (Efron, Ann. Statist. 7, 1979): accounts of one export are not
 * independent.
 */
function bootstrap(
  outcomes: readonly Outcome[],
  statistic: (of: readonly Outcome[]) => number,
): { low: number; high: number } {
  const random = createRandom(DRAWS);
  const values = Array.from({ length: DRAWS }, () =>
    statistic(outcomes.map(() => outcomes[Math.floor(random() * outcomes.length)]!)),
  ).sort((a, b) => a - b);
  return { low: values[Math.floor(0.025 * DRAWS)]!, high: values[Math.ceil(0.975 * DRAWS) - 1]! };
}
