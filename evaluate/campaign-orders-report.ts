import type { SimulationOptions } from "../src/simulate/options.ts";
import { firstOrdersDay, honestDays, unseenDay } from "./campaign-grid.ts";
import { measureOrders, type OrdersScore } from "./campaign-orders.ts";
import { type PlantedResult, plantOrders } from "./campaign-orders-planted.ts";
import { realColumns } from "./real-columns.ts";
import { REAL_DATA } from "./real-data.ts";
import { count, decimals, meanOf, share, table } from "./report-format.ts";

/** Sizes of planted orders, and of views bought beside. */
const PLANTED = [20, 50, 100, 200].flatMap((amount) => [0, 3].map((idleViews) => ({ amount, idleViews })));
const PLANTED_ORDERS = 30;

export interface OrdersResults {
  readonly seeds: readonly number[];
  /** Scores, one a seed. */
  readonly days: readonly {
    readonly name: string;
    readonly attacked: boolean;
    readonly scores: readonly OrdersScore[];
  }[];
  /** Null where the export is not there. */
  readonly planted: readonly PlantedResult[] | null;
}

/** Runs the rows of orders: the unseen family and only orders, days without an attack, and orders planted in a genuine week. */
export async function runOrders(
  seeds: readonly number[],
  eventsPerDay: number,
  root: URL,
  progress: (what: string) => void,
): Promise<OrdersResults> {
  const bySeed = (name: string, attacked: boolean, options: (seed: number) => SimulationOptions) => ({
    name,
    attacked,
    scores: seeds.map((seed) => {
      progress(`orders, ${name}, seed ${seed}`);
      return measureOrders(options(seed));
    }),
  });
  const days = [
    bySeed("unseen: task_market", true, (seed) => unseenDay(seed, eventsPerDay, "task_market")),
    bySeed("only order", true, (seed) => firstOrdersDay(seed, eventsPerDay, 1)),
    bySeed("unseen: vendor_mix", true, (seed) => unseenDay(seed, eventsPerDay, "vendor_mix")),
    ...honestDays(0, eventsPerDay).map(({ name }, at) =>
      bySeed(`no attack, ${name}`, false, (seed) => honestDays(seed, eventsPerDay)[at]!.options),
    ),
  ];
  const genuine = REAL_DATA.find((set) => set.genuine);
  const columns = genuine === undefined ? null : await realColumns(genuine, root);
  const planted =
    columns === null
      ? null
      : PLANTED.map((wish) => plantOrders(columns, { seed: seeds[0]!, orders: PLANTED_ORDERS, ...wish }));
  return { seeds, days, planted };
}

/** Results → the section of the report. */
export function ordersMarkdown({ seeds, days, planted }: OrdersResults): string {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const attacked = days.filter((day) => day.attacked);
  const honest = days.filter((day) => !day.attacked);
  return [
    "## Orders told by their audience",
    "",
    `Evidence on a target, not on accounts (\`src/detect/targets\`); shown when at most one in a hundred is expected to be false. Seeds ${seeds.join(", ")}. An order holds or shows; it never rejects by itself.`,
    "",
    table(
      [
        "",
        "event PR-AUC, orders alone",
        "with campaigns",
        "shown of bought targets",
        "false",
        "true share within the interval",
      ],
      attacked.map(({ name, scores }) => [
        name,
        decimals(meanOf(scores.map(({ eventPrAuc }) => eventPrAuc)), 3, true),
        decimals(meanOf(scores.map(({ togetherPrAuc }) => togetherPrAuc)), 3, true),
        `${sum(scores.map(({ found }) => found))} of ${sum(scores.map(({ bought }) => bought))}`,
        sum(scores.map(({ falseOrders }) => falseOrders)),
        `${sum(scores.map(({ covered }) => covered))} of ${sum(scores.map(({ found }) => found))}`,
      ]),
    ),
    "",
    table(
      [
        "attack-free",
        "targets and kinds tested",
        "left out: over shared links",
        "shown",
        "honest accounts on shown targets",
      ],
      honest.map(({ name, scores }) => {
        const touched = scores.map((score) => score.touched.get("all")!);
        return [
          name,
          count(sum(scores.map(({ findings }) => findings.tested))),
          count(sum(scores.map(({ findings }) => findings.asked))),
          sum(scores.map(({ falseOrders }) => falseOrders)),
          share(sum(touched.map(({ hits }) => hits)), sum(touched.map(({ of }) => of))),
        ];
      }),
    ),
    ...(planted === null
      ? []
      : [
          "",
          "Planted in a genuine week of Kuaishou, by its own users, each once: what is usual is real, the orders are ours.",
          "",
          table(
            [
              "acts of an order",
              "idle views bought an act",
              "shown",
              "above every genuine target",
              "genuine targets shown",
            ],
            planted.map((one) => [
              one.amount,
              one.idleViews,
              `${one.shown} of ${one.planted}`,
              `${one.onTop} of ${one.planted}`,
              one.falseOrders,
            ]),
          ),
        ]),
    "",
  ].join("\n");
}

if (import.meta.main) {
  const seeds = process.argv.slice(2).map(Number);
  const results = await runOrders(
    seeds.length === 0 ? [11, 12, 13] : seeds,
    200_000,
    new URL("../", import.meta.url),
    (what) => process.stderr.write(`${what} …\n`),
  );
  process.stdout.write(ordersMarkdown(results));
}
