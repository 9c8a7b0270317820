import { BarChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { TargetCounts } from "../nouns/counts.ts";
import type { Verdict } from "../nouns/verdict.ts";
import { displayWidth } from "../words/display-width.ts";
import { countText } from "../words/number-text.ts";
import { visibleText } from "../words/visible-text.ts";
import type { ScoreHistogram, Timeline } from "./audit-report.ts";

/**
 * Plots of the report as SVG text, drawn by Apache ECharts without a browser. Colours are the page's custom properties, so
 * one drawing serves light, dark and print; words stay outside, so one drawing serves both languages. The same data gives
 * the same bytes: everything ECharts numbers by instance is taken out.
 */
use([BarChart, GridComponent, SVGRenderer]);

/** Widths drawn: one for a desk, one for a phone, chosen by the page's style sheet. A scaled SVG would be unreadable. */
export const CHART_WIDTHS = { wide: 920, narrow: 340 } as const;

const FONT = "system-ui,sans-serif";
const AXIS_TEXT = { color: "var(--muted)", fontFamily: FONT, fontSize: 12 } as const;
const GRID_LINES = { lineStyle: { color: "var(--line)" } } as const;

interface Bars {
  readonly width: number;
  readonly height: number;
  readonly categories: readonly string[];
  readonly series: readonly {
    readonly color: string;
    readonly data: readonly number[];
  }[];
  readonly horizontal?: true;
  /** Most category labels that fit. */
  readonly labels: number;
}

/** Events counted (above) and held or rejected (below) in each bucket of time, in their own scales. */
export function timelineChart(
  timeline: Timeline,
  verdicts: readonly Verdict[],
  width: number,
  height: number,
): string {
  const start = timeline.from === null ? 0 : Date.parse(timeline.from);
  const categories = timeline.buckets.map((_, i) =>
    bucketLabel(start + i * timeline.width_ms, timeline.width_ms),
  );
  return drawBars({
    width,
    height,
    categories,
    labels: Math.floor(width / 110),
    series: verdicts.map((verdict) => ({
      color: `var(--${verdict})`,
      data: timeline.buckets.map((bucket) => bucket[verdict]),
    })),
  });
}

/** Public, held and rejected count of each target end to end, so that the whole bar is its raw count; first target on top. */
export function targetsChart(targets: readonly TargetCounts[], width: number): string {
  const characters = width < 500 ? 8 : 28;
  return drawBars({
    width,
    height: 40 + targets.length * 24,
    categories: targets.map((t) => `${visibleText(t.id, characters)} ${t.type}`),
    labels: targets.length,
    horizontal: true,
    series: [
      { color: "var(--public)", data: targets.map((t) => t.public) },
      { color: "var(--hold)", data: targets.map((t) => t.held) },
      { color: "var(--reject)", data: targets.map((t) => t.rejected) },
    ],
  });
}

/** Events by score, those counted and those discarded one on the other. */
export function scoresChart(scores: ScoreHistogram, width: number): string {
  const bins = scores.counted.length;
  return drawBars({
    width,
    height: 220,
    categories: scores.counted.map((_, i) => `≤ ${Number(((i + 1) / bins).toFixed(2))}`),
    labels: width < 500 ? 5 : 10,
    series: [
      { color: "var(--allow)", data: scores.counted },
      { color: "var(--reject)", data: scores.discarded },
    ],
  });
}

function drawBars(bars: Bars): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: bars.width, height: bars.height });
  const every = Math.max(1, Math.ceil(bars.categories.length / Math.max(1, bars.labels)));
  const category = {
    type: "category" as const,
    data: [...bars.categories],
    inverse: bars.horizontal ?? false,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "var(--line)" } },
    axisLabel: { ...AXIS_TEXT, interval: (index: number) => index % every === 0, hideOverlap: false },
  };
  const value = {
    type: "value" as const,
    minInterval: 1,
    splitNumber: bars.horizontal && bars.width < 500 ? 2 : 4,
    splitLine: GRID_LINES,
    axisLabel: { ...AXIS_TEXT, formatter: axisCount },
  };
  chart.setOption({
    animation: false,
    grid: bars.horizontal
      ? { left: labelWidthPx(bars.categories), right: 24, top: 4, bottom: 28, outerBoundsMode: "none" }
      : { left: 8, right: 24, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: bars.horizontal ? value : category,
    yAxis: bars.horizontal ? category : value,
    series: bars.series.map(({ color, data }) => ({
      type: "bar" as const,
      data: [...data],
      color,
      silent: true,
      emphasis: { disabled: true },
      barCategoryGap: bars.horizontal ? "30%" : "12%",
      stack: "all",
    })),
  });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  return plainSvg(svg, bars.width, bars.height);
}

/** Room for the longest label at 12 px: wide enough for capitals, since no browser is there to measure. */
function labelWidthPx(labels: readonly string[]): number {
  return 14 + 7.4 * Math.max(0, ...labels.map(displayWidth));
}

/** An axis has little room: 12,000 → 12k, 3,500,000 → 3.5M. */
function axisCount(n: number): string {
  if (n >= 1e9) return `${Number((n / 1e9).toPrecision(3))}G`;
  if (n >= 1e6) return `${Number((n / 1e6).toPrecision(3))}M`;
  if (n >= 1e4) return `${Number((n / 1e3).toPrecision(3))}k`;
  return countText(n);
}

function bucketLabel(atMs: number, widthMs: number): string {
  const at = new Date(atMs).toISOString();
  if (widthMs >= 86_400_000) return at.slice(0, 10);
  return widthMs >= 60_000 ? `${at.slice(5, 10)} ${at.slice(11, 16)}` : at.slice(11, 19);
}

/** ECharts' SVG without what only an interactive page needs: classes numbered by instance, hover rules, name spaces, sizes. */
function plainSvg(svg: string, width: number, height: number): string {
  return svg
    .replace(/<svg[^>]*>/, `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true" focusable="false">`)
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, "")
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, "")
    .replace(/>\s*\n\s*</g, "><");
}
