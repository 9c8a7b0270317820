import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { wilsonInterval } from "../src/statistics/wilson.ts";
import { FIELDS } from "./campaign-day.ts";
import { flaggedOf, foundWithin, pooledF1 } from "./campaign-goals.ts";
import { SPEEDS } from "./campaign-grid.ts";
import { pool } from "./campaign-score.ts";
import type { CampaignResults } from "./campaigns.ts";
import { meanOf } from "./report-format.ts";

use([
  BarChart,
  LineChart,
  CustomChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  MarkLineComponent,
  SVGRenderer,
]);

const COLORS = { "all fields": "#1f6f8b", "graph only": "#c1666b", goal: "#666666" } as const;
const WIDTH = 820;
const HEIGHT = 380;

/** The report's plots as SVG documents, by file name. Drawn from the results alone: the same results give the same bytes. */
export function campaignPlots(results: CampaignResults): Readonly<Record<string, string>> {
  return {
    "campaigns-grid.svg": draw(gridPlot(results)),
    "campaigns-orders.svg": draw(ordersPlot(results)),
    "campaigns-honest.svg": draw(honestPlot(results)),
    "campaigns-delay.svg": draw(delayPlot(results)),
  };
}

function draw(option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({ animation: false, backgroundColor: "#ffffff", ...option });
    return `${chart.renderToSVGString()}\n`;
  } finally {
    chart.dispose();
  }
}

const TITLE = { left: 12, top: 8, textStyle: { fontSize: 14, fontWeight: "normal" } } as const;
const GRID = { left: 60, right: 24, top: 72, bottom: 56 } as const;

/** An axis of values with a name along it. */
function axis(name: string, rest: object = {}): object {
  return { type: "value", name, nameLocation: "middle", nameGap: 42, ...rest };
}

function gridPlot(results: CampaignResults): EChartsCoreOption {
  const groups = SPEEDS.flatMap(({ name }) =>
    results.plan.camouflages.map((camouflage) => ({ name, camouflage })),
  );
  const values = (fields: (typeof FIELDS)[number]) =>
    groups.map(({ name, camouflage }) =>
      meanOf(pooledF1(results, fields, (cell) => cell.speed === name && cell.camouflage === camouflage)),
    );
  const least = Math.min(...FIELDS.flatMap((fields) => values(fields).map(({ low }) => low)));
  return {
    title: {
      text: "Account F1 by speed of delivery and camouflage (simulated; bars: mean, whiskers: 95 %)",
      ...TITLE,
    },
    legend: { top: 34, data: FIELDS },
    grid: GRID,
    xAxis: {
      type: "category",
      data: groups.map(({ name, camouflage }) => `${name}\n${camouflage}:1`),
      axisLabel: { interval: 0 },
    },
    yAxis: axis("F1", { min: Math.max(0, Math.floor(least * 20 - 1) / 20), max: 1 }),
    series: FIELDS.flatMap((fields, side) => [
      {
        name: fields,
        type: "bar",
        itemStyle: { color: COLORS[fields] },
        data: values(fields).map(({ mean }) => mean),
        ...(side === 0
          ? {
              markLine: {
                symbol: "none",
                precision: 3,
                lineStyle: { color: COLORS.goal, type: "dashed" },
                label: { formatter: "goal ≤ 24 h", position: "insideEndBottom" },
                data: [{ yAxis: 0.985 }],
              },
            }
          : {}),
      },
      whiskers(
        values(fields).map(({ low, high }, i) => [i, Math.max(0, low), Math.min(1, high)]),
        side,
      ),
    ]),
  };
}

/** Vertical intervals over the bars of two series. */
function whiskers(data: readonly (readonly number[])[], side: number): object {
  return {
    type: "custom",
    silent: true,
    clip: true,
    z: 3,
    data,
    renderItem: (
      _: unknown,
      api: {
        value: (i: number) => number;
        coord: (at: number[]) => number[];
        size: (of: number[]) => number[];
      },
    ) => {
      const [x, top] = api.coord([api.value(0), api.value(2)]) as [number, number];
      const bottom = api.coord([api.value(0), api.value(1)])[1]!;
      const at = x + (side === 0 ? -1 : 1) * api.size([1, 0])[0]! * 0.19;
      const style = { stroke: "#222222", lineWidth: 1 };
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: "line",
        shape: { x1, y1, x2, y2 },
        style,
      });
      return {
        type: "group",
        children: [
          line(at, top, at, bottom),
          line(at - 4, top, at + 4, top),
          line(at - 4, bottom, at + 4, bottom),
        ],
      };
    },
  };
}

function ordersPlot(results: CampaignResults): EChartsCoreOption {
  const classes = [0, 1, 2, 3, 4];
  const shares = (fields: (typeof FIELDS)[number]) =>
    classes.map((k) => pool(results.days.map((both) => both[fields].byOrders[k]!)));
  return {
    title: {
      text: "Bought accounts found, by the orders they took part in (ordinary days; whiskers: 95 %)",
      ...TITLE,
    },
    legend: { top: 34, data: FIELDS },
    grid: GRID,
    xAxis: { type: "category", data: ["1 order", "2", "3", "4", "5 and more"] },
    yAxis: axis("% found", { min: 0, max: 100 }),
    series: FIELDS.flatMap((fields, side) => [
      {
        name: fields,
        type: "bar",
        itemStyle: { color: COLORS[fields] },
        data: shares(fields).map(({ hits, of }) => (100 * hits) / of),
      },
      whiskers(
        shares(fields).map(({ hits, of }, i) => [i, ...wilsonInterval(hits, of).map((part) => 100 * part)]),
        side,
      ),
    ]),
  };
}

/** Parts of accounts that may be flagged at most, by set. */
const SET_GOALS: Readonly<Record<string, number>> = { fan_club: 0.005, all: 0.001 };
const SET_GOAL = 0.002;

function honestPlot(results: CampaignResults): EChartsCoreOption {
  const sets = [
    "all",
    "fan_club",
    "flash_crowd",
    "nat",
    "campus",
    "live_surge",
    "push_surge",
    "red_packet",
    "promotion",
    "new_region",
    "cafe",
    "family",
  ];
  const shares = (fields: (typeof FIELDS)[number]) => sets.map((set) => flaggedOf(results, fields, set));
  return {
    title: {
      text: "Honest accounts flagged, by what they took part in (whiskers: 95 %; diamonds: goal)",
      ...TITLE,
    },
    legend: { top: 34, data: [...FIELDS, "goal"] },
    grid: { ...GRID, bottom: 76 },
    xAxis: { type: "category", data: sets, axisLabel: { interval: 0, rotate: 30 } },
    yAxis: axis("% flagged", { min: 0, max: 1 }),
    series: [
      ...FIELDS.flatMap((fields, side) => [
        {
          name: fields,
          type: "bar",
          itemStyle: { color: COLORS[fields] },
          data: shares(fields).map(({ hits, of }) => (100 * hits) / of),
        },
        whiskers(
          shares(fields).map(({ hits, of }, i) => [i, ...wilsonInterval(hits, of).map((part) => 100 * part)]),
          side,
        ),
      ]),
      {
        name: "goal",
        type: "line",
        lineStyle: { width: 0 },
        symbol: "diamond",
        symbolSize: 9,
        itemStyle: { color: COLORS.goal },
        data: sets.map((set) => 100 * (SET_GOALS[set] ?? SET_GOAL)),
      },
    ],
  };
}

function delayPlot(results: CampaignResults): EChartsCoreOption {
  const orders = [1, 2, 3, 4, 5, 6, 7, 8];
  return {
    title: { text: "New pools found, by orders they had begun (simulated; goal: three)", ...TITLE },
    legend: { top: 34, data: FIELDS },
    grid: GRID,
    xAxis: { type: "category", data: orders.map((k) => (k === 1 ? "1 order" : String(k))) },
    yAxis: axis("% of pools found", { min: 0, max: 100 }),
    series: FIELDS.map((fields) => ({
      name: fields,
      type: "line",
      step: "end",
      itemStyle: { color: COLORS[fields] },
      data: orders.map((k) => {
        const { hits, of } = foundWithin(results.delays[fields], k);
        return (100 * hits) / of;
      }),
    })),
  };
}
