import type { RunContext } from "../../bench/machine.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import type { ForeignSize } from "./foreign-plan.ts";
import { addCounts, addParts, type Counts, type ForeignRow, f1, type Part } from "./world-figures.ts";

/** Figures on foreign worlds → a page. Intervals are 95 %, Wilson's; accounts of one world lean on each other, so that they are too narrow. */
export function foreignMarkdown(rows: readonly ForeignRow[], context: RunContext, size: ForeignSize): string {
  const honest = rows.filter(({ attack, bent }) => attack === null && bent === null);
  const bent = rows.filter((row) => row.bent !== null);
  const attacked = rows.filter(({ attack }) => attack !== null);
  const seeds = [...new Set(rows.map(({ seed }) => seed))].join(", ");
  return `# Worlds that others made

Written by \`node evaluate/foreign/run-foreign.ts --write\`. The makers of these worlds and attacks have not read the detector; its weights were set by hand on seeds 1 to 9 and 1001 to 1041 of the same
makers, so that a seed here is new and a world is not. ${size.people} people, ${size.days} days; seeds ${seeds}; ${context.date}, commit ${context.commit}, ${context.machine}, Node ${context.node}.

## Honest worlds: nobody should be accused

| world | seed | events | people | campaigns | confirmed by itself at .97 | honest people in any (goal ≤ .1 %) | worst kind of group |
|---|---:|---:|---:|---:|---:|---:|---|
${honest.map(honestLine).join("\n")}

## Honest exports, bent as exports are

| what was done | world | campaigns | honest people in any |
|---|---|---:|---:|
${bent.map((row) => `| ${row.bent} | ${row.maker} | ${row.figures.campaigns} | ${partText(row.figures.honestHit)} |`).join("\n")}

## Attacks, planted into each world

Goals: accounts F1 ≥ .985 within a day, ≥ .95 over 96 h; the full attacker's events ≥ .95 at ≥ .95, count error ≤ .05; big, small, uneven pools and one pool per customer events ≥ .5 at ≥ .9.
Yuan per like: what a delivered like costs the attacker if every account is lost (prices are assumptions, see \`evaluate/adversary/cost.ts\`).

| attack | world | accounts precision | recall | F1 | bought events recall | precision | count error | honest people hit | yuan per like |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
${[...Map.groupBy(attacked, ({ attack, maker }) => `${attack}|${maker}`).values()].map(attackLine).join("\n")}

## What these figures do not say

Weights were set by hand on these makers' worlds, with labels in view; no world was left out of that. Attacks at 0 are missed by campaigns altogether, and leave counts as they were bought.
`;
}

function honestLine({ maker, seed, figures }: ForeignRow): string {
  const worst = Object.entries(figures.honestHitByKind)
    .filter(([, part]) => part.hit > 0)
    .sort(([, a], [, b]) => b.hit / b.of - a.hit / a.of)[0];
  const cells = [
    maker,
    seed,
    figures.events,
    figures.people,
    figures.campaigns,
    figures.selfConfirmed,
    partText(figures.honestHit),
    worst === undefined ? "none" : `${worst[0]}: ${partText(worst[1])}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function attackLine(rows: readonly ForeignRow[]): string {
  const accounts = rows.map(({ figures }) => figures.accounts).reduce(addCounts);
  const events = rows.map(({ figures }) => figures.boughtEvents).reduce(addCounts);
  const hit = rows.map(({ figures }) => figures.honestHit).reduce(addParts);
  const errors = rows.flatMap(({ figures }) => figures.countError ?? []);
  const mean = errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length);
  const { attack, maker, yuanPerLike } = rows[0]!;
  const cells = [
    `\`${attack}\``,
    maker,
    rate(precisionOf(accounts)),
    rate(recallOf(accounts)),
    f1(accounts).toFixed(3),
    rate(recallOf(events)),
    rate(precisionOf(events)),
    mean.toFixed(3),
    partText(hit),
    yuanPerLike === null ? "" : yuanPerLike.toFixed(2),
  ];
  return `| ${cells.join(" | ")} |`;
}

function precisionOf({ right, wrong }: Counts): Part {
  return { hit: right, of: right + wrong };
}

function recallOf({ right, missed }: Counts): Part {
  return { hit: right, of: right + missed };
}

function rate({ hit, of }: Part): string {
  if (of === 0) return "–";
  const [low, high] = wilsonInterval(hit, of);
  return `${(hit / of).toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

function partText({ hit, of }: Part): string {
  return `${of === 0 ? 0 : ((100 * hit) / of).toFixed(2)} % (${hit} of ${of})`;
}
