import type { RunContext } from "../bench/machine.ts";
import { campaignReasonText } from "../src/nouns/campaign.ts";
import { ATTACK_FAMILIES, HONEST_SETS } from "../src/simulate/truth.ts";
import { FIELDS, type Fields } from "./campaign-day.ts";
import { WATCHES } from "./campaign-delay.ts";
import {
  costOf,
  f1Of,
  flaggedOf,
  foundWithin,
  type Goal,
  goalFigures,
  goals,
  pooledF1,
  shortBy,
} from "./campaign-goals.ts";
import { DENSITIES, MACHINES, SPEEDS } from "./campaign-grid.ts";
import { TELLING_ACTS } from "./campaign-known.ts";
import { ordersMarkdown } from "./campaign-orders-report.ts";
import { FLAG_SCORE_MIN, type PoolResult, pool, poolCounts } from "./campaign-score.ts";
import type { BothScores, CampaignResults } from "./campaigns.ts";
import type { GoalFigure } from "./goal-figure.ts";
import { peerSection } from "./peer-table.ts";
import type { Figures } from "./report.ts";
import { count, decimals, meanOf, percent, type Row, share, table } from "./report-format.ts";
import { TUNING_SEEDS } from "./simulated-day.ts";

/** Results → the page in Markdown, and its figures by name. `worse` says what got worse, given the figures. */
export function campaignMarkdown(
  results: CampaignResults,
  context: RunContext,
  worse: (figures: Figures) => readonly string[],
): { readonly text: string; readonly figures: Figures; readonly goals: readonly GoalFigure[] } {
  const { plan } = results;
  const measured = goals(results);
  const figures = figuresOf(results, measured);
  const tuned = plan.seeds.some((seed) => (TUNING_SEEDS as readonly number[]).includes(seed));
  const parts = [
    "# Campaigns, measured",
    "",
    "Written by `npm run evaluate -- --write`: what detection finds in simulated traffic whose truth is known, and in real exports. The detector sees events",
    "only. *Graph only* takes address, device, network, client, registration time and batch away: who did what when remains. An account or event is flagged",
    `when it is in a campaign of score ${FLAG_SCORE_MIN} or more, everywhere the same; nothing chooses its own best stopping point. An account is bought when it`,
    "delivered at least one act of an order, and it counts as found when any campaign names it.",
    "",
    `* date ${context.date}, commit ${context.commit}, ${context.machine}, Node ${context.node}`,
    `* seeds ${plan.seeds.join(", ")}, ${tuned ? "**which the detector was tuned on: not to be reported**" : "never looked at before the detector was finished; it was tuned on other seeds (11 to 13, 21 to 23, 31 to 35)"}`,
    "* earlier runs used other seeds, spent since (in the history of this page): 4117 to 4523 lost whole days to camouflage of three to one, 6113 to 6529 left more of what was bought",
    "  counted and had nothing to say of accounts used once; both were worked on with tuning seeds, and these seeds took their place",
    "* intervals: 95 %, Student's over seeds for decimals, Wilson's for shares of accounts (those of one crowd are not independent, so these are too narrow)",
    "* everything but the last two sections before the end is simulated: it says how well detection finds what the simulator does, no more",
    "",
    "## Goals",
    "",
    goalTable(measured),
    "",
    "![F1 by speed and camouflage](campaigns-grid.svg)",
    "",
    "## The grid: speed × density × camouflage × infrastructure",
    "",
    `Each speed and camouflage is a stretch of ${count(plan.gridEvents)} events a day with twelve pools in it, one for each density and infrastructure; orders of 50, three to five`,
    "to an account. F1 over the accounts of the stretch, mean over seeds:",
    "",
    gridTable(results),
    "",
    ...FIELDS.flatMap((fields) => [
      `Bought accounts found, by cell, ${fields} (speed and camouflage across):`,
      "",
      cellTable(results, fields),
      "",
    ]),
    `## An ordinary day: ${count(plan.dayEvents)} events, every family`,
    "",
    dayTable(results.days),
    "",
    familyTable(results.days),
    "",
    "Bought accounts found, by the orders they took part in:",
    "",
    ordersTable([["ordinary day", results.days]]),
    "",
    "![Accounts found by number of orders](campaigns-orders.svg)",
    "",
    peerSection(results),
    "## Pools that have only begun, and families never tuned on",
    "",
    "Eight pools of accounts with something in common, proxies, people and stolen accounts, orders of 100, that serve one to four orders in all. An only order from",
    "people or proxies leaves no co-action: what campaigns find of it rests on what the accounts have in common; its audience can be judged all the same (the next",
    "section). `vendor_mix` fills orders from two sellers' stocks that rest in turns; `task_market` lets each account in once, by people and by a farm. Nothing was set",
    "in campaigns for these two, though runs on tuning seeds showed them too. Judging orders by their audience was worked on with both in sight on tuning seeds: for it",
    "they are no families never seen, only seeds never seen.",
    "",
    pairTable([
      ...results.firstOrders.map(
        ({ orders, scores }) => [`pools of ${orders} order${orders > 1 ? "s" : ""}`, scores] as const,
      ),
      ...results.unseen.map(({ family, scores }) => [`unseen: ${family}`, scores] as const),
    ]),
    "",
    ordersMarkdown(results.orders),
    "## Counts of attacked targets",
    "",
    "Engagement of the bought type on the targets it was bought for. Error: Σ |count − true| over targets, where true is all but what was bought (other pools' cover",
    "that fell on them stays in: nobody bought it there), as part of all honest engagement on them, and as part of what was bought: most bought targets have hardly",
    "any honest engagement, so that the first says more about the targets than about detection.",
    "",
    countTable(results),
    "",
    "## Honest accounts flagged",
    "",
    "On ordinary days beside attacks, and on attack-free days (one of them with many times the clubs and crowds):",
    "",
    honestTable(results),
    "",
    "![Honest accounts flagged](campaigns-honest.svg)",
    "",
    "## Time to detect new pools",
    "",
    `Days of ${count(plan.delayEvents)} events walked through by the minute; windows of ${WATCHES.map(({ windowMs, everyMs }) => `${windowMs / 3_600_000} h every ${everyMs / 60_000} min`).join(", ")}; pools`,
    "of 125 accounts, orders of 50 (density .4), camouflage 1:1. Found: first campaign most of whose members are the pool's.",
    "",
    delayTable(results),
    "",
    "![Pools found by orders begun](campaigns-delay.svg)",
    "",
    "## Known pools",
    "",
    "Two days; what detection finds in the first is remembered, and the second is walked through event by event, known pools looked for as the watch does it: each second in which",
    `members came. An order paced over hours brings few acts a minute, so that time is told from its first act, from its fifth (memory needs some ${TELLING_ACTS}), and from the act that made the`,
    "evidence complete, which a look at each act tells: what comes after is the watch's own delay.",
    "",
    knownTable(results),
    "",
    "## What it costs a seller",
    "",
    "Over all pools above, the kind of pool that pays best for somebody who knows these results: accounts and addresses spent on one act that is never taken out.",
    "",
    costTable(results),
    "",
    "## Time and memory",
    "",
    "Ordinary days, looked at in a process of their own that holds the day's columns and nothing else; the memory is that process's at its peak.",
    "",
    table(
      [
        "events",
        "accounts",
        "CPU-s",
        "peak memory",
        "before detection",
        "F1",
        "precision",
        "recall",
        "false campaigns",
      ],
      results.scales.map((own) => [
        count(own.events),
        count(own.accounts),
        own.cpuSeconds.toFixed(2),
        `${(own.peakBytes / 1e9).toFixed(2)} GB`,
        `${(own.loadedBytes / 1e9).toFixed(2)} GB`,
        own.f1.toFixed(4),
        own.precision.toFixed(4),
        own.recall.toFixed(4),
        own.falseCampaigns,
      ]),
    ),
    "",
    ...realParts(results),
    "## What got worse",
    "",
    ...worse(figures).map((line) => `* ${line}`),
    "",
  ];
  return { text: parts.join("\n"), figures, goals: goalFigures(measured) };
}

function figuresOf(results: CampaignResults, measured: readonly Goal[]): Figures {
  const figures: Record<string, { value: number; better: "lower" | "higher"; goal?: number }> = {};
  let before = "";
  for (const { name, value, better, goal } of measured) {
    if (!Number.isFinite(value)) continue;
    const own = name.startsWith("the same") || name.endsWith("the same") ? `${before}: ${name}` : name;
    before = name;
    // Time is the machine's: shown, not compared.
    if (name.includes("CPU-s")) continue;
    figures[own] = { value, better, ...(goal === null ? {} : { goal }) };
  }
  for (const fields of FIELDS) {
    for (const { name } of SPEEDS) {
      for (const camouflage of results.plan.camouflages) {
        const values = pooledF1(
          results,
          fields,
          (cell) => cell.speed === name && cell.camouflage === camouflage,
        );
        figures[`F1, ${name}, camouflage ${camouflage}, ${fields}`] = {
          value: meanOf(values).mean,
          better: "higher",
        };
      }
    }
    for (const set of HONEST_SETS) {
      const { hits, of } = flaggedOf(results, fields, set);
      figures[`flagged of ${set}, ${fields}`] = { value: hits / of, better: "lower" };
    }
  }
  return figures;
}

function goalTable(measured: readonly Goal[]): string {
  const text = ({ goal, better, unit }: Goal): string =>
    goal === null ? "" : `${better === "higher" ? "≥" : "≤"} ${unit === "percent" ? percent(goal) : goal}`;
  return table(
    ["what", "best known before", "goal", "measured", "short by"],
    measured.map((own) => [own.name, own.known, text(own), own.shown, shortBy(own)]),
  );
}

function gridTable(results: CampaignResults): string {
  const rows = FIELDS.flatMap((fields) =>
    results.plan.camouflages.map(
      (camouflage): Row => [
        `${fields}, camouflage ${camouflage}`,
        ...SPEEDS.map(({ name }) =>
          decimals(
            meanOf(
              pooledF1(results, fields, (cell) => cell.speed === name && cell.camouflage === camouflage),
            ),
            3,
            true,
          ),
        ),
      ],
    ),
  );
  return table(["", ...SPEEDS.map(({ name }) => name)], rows);
}

/** Pools of the grid of one cell, over seeds. */
export function cellPools(
  results: CampaignResults,
  fields: Fields,
  speed: string,
  camouflage: number,
  infrastructure: string,
  density: number,
): readonly PoolResult[] {
  return results.grid
    .filter(({ cell }) => cell.speed === speed && cell.camouflage === camouflage)
    .flatMap(({ scores }) => scores[fields].pools)
    .filter(
      ({ parameters }) => parameters.infrastructure === infrastructure && parameters.density === density,
    );
}

function cellTable(results: CampaignResults, fields: Fields): string {
  const columns = SPEEDS.flatMap(({ name }) =>
    results.plan.camouflages.map((camouflage) => [name, camouflage] as const),
  );
  return table(
    ["", ...columns.map(([name, camouflage]) => `${name}, ${camouflage}:1`)],
    MACHINES.flatMap(({ name, infrastructure }) =>
      DENSITIES.map(
        (density): Row => [
          `${name}, density ${density}`,
          ...columns.map(([speed, camouflage]) => {
            const { hits, of } = pool(
              cellPools(results, fields, speed, camouflage, infrastructure, density).map(
                ({ accounts }) => accounts,
              ),
            );
            return (hits / of).toFixed(3);
          }),
        ],
      ),
    ),
  );
}

function dayTable(days: readonly BothScores[]): string {
  return table(
    ["", "F1", "precision", "recall", "event PR-AUC", "account PR-AUC", "campaigns", "false campaigns"],
    FIELDS.map((fields): Row => {
      const own = days.map((both) => both[fields]);
      const over = (pick: (score: (typeof own)[number]) => number): string =>
        decimals(meanOf(own.map(pick)), 3, true);
      return [
        fields,
        over(({ f1 }) => f1),
        over(({ precision }) => precision),
        over(({ recall }) => recall),
        over(({ eventPrAuc }) => eventPrAuc),
        over(({ accountPrAuc }) => accountPrAuc),
        own.reduce((all, { clusters }) => all + clusters, 0),
        own.reduce((all, { falseCampaigns }) => all + falseCampaigns, 0),
      ];
    }),
  );
}

function familyTable(days: readonly BothScores[]): string {
  return table(
    ["family", ...FIELDS.map((fields) => `accounts found, ${fields}`), "bought acts taken out, all fields"],
    ATTACK_FAMILIES.map((family): Row => {
      const pools = (fields: Fields) =>
        days.flatMap((both) => both[fields].pools.filter((own) => own.family === family));
      const acts = pool(pools("all fields").map((own) => own.acts));
      return [
        family,
        ...FIELDS.map((fields) => {
          const { hits, of } = pool(pools(fields).map(({ accounts }) => accounts));
          return share(hits, of);
        }),
        percent(acts.hits / acts.of),
      ];
    }),
  );
}

function ordersTable(rows: readonly (readonly [string, readonly BothScores[]])[]): string {
  return table(
    ["", "1", "2", "3", "4", "5 and more"],
    rows.flatMap(([name, scores]) =>
      FIELDS.map(
        (fields): Row => [
          `${name}, ${fields}`,
          ...[0, 1, 2, 3, 4].map((k) => {
            const { hits, of } = pool(scores.map((both) => both[fields].byOrders[k]!));
            return of === 0 ? "" : `${percent(hits / of)} of ${count(of)}`;
          }),
        ],
      ),
    ),
  );
}

function pairTable(rows: readonly (readonly [string, readonly BothScores[]])[]): string {
  return table(
    ["", "fields", "F1", "precision", "recall", "event PR-AUC", "account PR-AUC", "false campaigns"],
    rows.flatMap(([name, scores]) =>
      FIELDS.map((fields): Row => {
        const own = scores.map((both) => both[fields]);
        const over = (pick: (score: (typeof own)[number]) => number): string =>
          decimals(meanOf(own.map(pick)), 3, true);
        return [
          name,
          fields,
          decimals(meanOf([f1Of(own)]), 3, true),
          over(({ precision }) => precision),
          over(({ recall }) => recall),
          over(({ eventPrAuc }) => eventPrAuc),
          over(({ accountPrAuc }) => accountPrAuc),
          own.reduce((all, { falseCampaigns }) => all + falseCampaigns, 0),
        ];
      }),
    ),
  );
}

function countTable(results: CampaignResults): string {
  const row = (name: string, fields: Fields, pools: readonly PoolResult[]): Row => {
    const { honest, cover, raw, corrected } = poolCounts(pools.map(({ counts }) => counts));
    return [
      name,
      fields,
      count(honest),
      count(cover),
      count(raw),
      (raw / honest).toFixed(2),
      (corrected / honest).toFixed(3),
      percent(corrected / raw),
    ];
  };
  const grid = (fields: Fields): readonly PoolResult[] =>
    results.grid.flatMap(({ scores }) => scores[fields].pools);
  const rows = FIELDS.flatMap((fields): Row[] => {
    const day = results.days.flatMap((both) => both[fields].pools);
    return [
      row("ordinary days", fields, day),
      row(
        "ordinary days, framed victims only",
        fields,
        day.filter(({ family }) => family === "framed_victim"),
      ),
      row("grid", fields, grid(fields)),
      row(
        "grid, density .15",
        fields,
        grid(fields).filter(({ parameters }) => parameters.density < 0.2),
      ),
    ];
  });
  return table(
    [
      "",
      "fields",
      "honest",
      "others' cover",
      "bought",
      "error raw",
      "error corrected",
      "left of what was bought",
    ],
    rows,
  );
}

function honestTable(results: CampaignResults): string {
  const names = ["all", "none", ...HONEST_SETS];
  const rows = names.map((name): Row => {
    const one = (fields: Fields): string => {
      const { hits, of } = flaggedOf(results, fields, name);
      return `${share(hits, of)}; ${count(hits)} of ${count(of)}`;
    };
    return [name === "none" ? "ordinary life" : name, one("all fields"), one("graph only")];
  });
  const lines = results.honest.map(({ name, scores }) => {
    const clusters = (fields: Fields): number => scores.reduce((all, both) => all + both[fields].clusters, 0);
    return `* attack-free, ${name}, ${scores.length} seeds: ${clusters("all fields")} campaigns with all fields, ${clusters("graph only")} from the graph alone`;
  });
  return [table(["set", ...FIELDS], rows), "", ...lines].join("\n");
}

function delayTable(results: CampaignResults): string {
  const kinds = [
    ...new Set(
      results.delays["all fields"].map(({ family, infrastructure }) => `${family} by ${infrastructure}`),
    ),
  ];
  const cells = (own: CampaignResults["delays"][Fields]): Row => {
    const found = own.flatMap((delay) => (delay.found === null ? [] : [delay.found]));
    const within = foundWithin(own, 3);
    return [
      `${found.length} of ${own.length}`,
      `${within.hits} of ${within.of}`,
      median(found.map(({ orders }) => orders)),
      median(found.map(({ acts }) => acts)),
      duration(median(found.map(({ seconds }) => seconds))),
    ];
  };
  const rows = FIELDS.flatMap((fields): Row[] => {
    const delays = results.delays[fields];
    return [
      [`**all, ${fields}**`, ...cells(delays)],
      ...kinds.map(
        (kind): Row => [
          `${kind}, ${fields}`,
          ...cells(delays.filter(({ family, infrastructure }) => `${family} by ${infrastructure}` === kind)),
        ],
      ),
    ];
  });
  return table(
    [
      "pool",
      "found",
      "by the third order",
      "orders begun, median",
      "acts bought, median",
      "since the first act, median",
    ],
    rows,
  );
}

function knownTable(results: CampaignResults): string {
  const all = results.known.flatMap(({ orders }) => orders);
  const row = (name: string, orders: typeof all): Row => {
    const told = orders.flatMap(({ recognised }) => (recognised === null ? [] : [recognised]));
    const within = (pick: (own: (typeof told)[number]) => number): string =>
      share(told.filter((own) => pick(own) <= 60).length, orders.length);
    return [
      name,
      `${told.length} of ${orders.length}`,
      within(({ sinceFirst }) => sinceFirst),
      within(({ sinceFifth }) => sinceFifth),
      within(({ sinceEvidence }) => sinceEvidence),
      median(told.map(({ acts }) => acts)),
      duration(median(told.map(({ sinceFifth }) => sinceFifth))),
      duration(median(told.map(({ sinceFirst }) => sinceFirst))),
    ];
  };
  const sum = (pick: (own: (typeof results.known)[number]) => number): number =>
    results.known.reduce((total, own) => total + pick(own), 0);
  return [
    table(
      [
        "pool",
        "orders recognised",
        "within 60 s of the first act",
        "of the fifth",
        "of complete evidence",
        "acts by then, median",
        "since the fifth act, median",
        "since the first, median",
      ],
      [
        row("**all**", all),
        ...[...new Set(all.map(({ family }) => family))].map((family) =>
          row(
            family,
            all.filter((order) => order.family === family),
          ),
        ),
      ],
    ),
    "",
    `Of ${sum(({ pools }) => pools)} pools ${sum(({ poolsLearned }) => poolsLearned)} were found in the first day and remembered. Targets taken for a known pool's order: by acts mostly of no pool ${sum(({ falselyRecognised }) => falselyRecognised)}, by acts mostly of cover ${sum(({ coverRecognised }) => coverRecognised)}.`,
  ].join("\n");
}

function costTable(results: CampaignResults): string {
  const rows = FIELDS.flatMap((fields): Row[] => {
    const { undefended, defended } = costOf(results, fields);
    const line = (what: "accounts" | "addresses"): Row => [
      `${what} per surviving act, ${fields}`,
      undefended[what].price.toFixed(2),
      defended[what].price.toFixed(2),
      `× ${(defended[what].price / undefended[what].price).toFixed(1)}`,
      defended[what].name,
    ];
    return [
      line("accounts"),
      line("addresses"),
      [
        `fastest delivery of which half survives, ${fields}`,
        duration(undefended.deliveryMs / 1000),
        Number.isFinite(defended.deliveryMs) ? duration(defended.deliveryMs / 1000) : "none does",
        Number.isFinite(defended.deliveryMs)
          ? `× ${(defended.deliveryMs / undefended.deliveryMs).toFixed(1)}`
          : "",
        "",
      ],
    ];
  });
  return table(["", "undefended", "defended", "rise", "cheapest way when defended"], rows);
}

function realParts({ real }: CampaignResults): string[] {
  if (real.length === 0)
    return ["## Real data", "", "None: the exports were not there when this was run.", ""];
  return real.flatMap((own) => {
    const { set, events, accounts, targets, reported, reportedMin, campaigns, best } = own;
    return [
      `## Real: ${set.name}`,
      "",
      `${set.what}. Read with \`${set.mapping}\`, the whole export at once.`,
      "",
      table(
        ["", "flagged", "of", "share"],
        [
          ["campaigns", campaigns, "", ""],
          ["accounts", count(accounts.hits), count(accounts.of), share(accounts.hits, accounts.of)],
          ["events", count(events.hits), count(events.of), share(events.hits, events.of)],
          ["targets", count(targets.hits), count(targets.of), share(targets.hits, targets.of)],
          [
            `targets of ${reportedMin} events and more`,
            count(reported.hits),
            count(reported.of),
            share(reported.hits, reported.of),
          ],
        ],
      ),
      "",
      "The strongest groups, flagged or not, and why:",
      "",
      ...best.map(
        (cluster) =>
          `* score ${cluster.score.toFixed(2)}: ${count(cluster.members.length)} accounts, ${cluster.targets.length} targets; ${cluster.reasons
            .slice(0, 3)
            .map((reason) => campaignReasonText(reason, "en"))
            .join("; ")}`,
      ),
      "",
    ];
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function duration(seconds: number): string {
  if (Number.isNaN(seconds)) return "";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
