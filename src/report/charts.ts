import { BarChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { ReachReport, ScoreHistogram, Spike, Timeline } from "../nouns/audit-report.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import type { Verdict } from "../nouns/verdict.ts";
import { displayWidth } from "../words/display-width.ts";
import type { Language } from "../words/language.ts";
import { countText } from "../words/number-text.ts";
import { shortNames } from "../words/short-names.ts";
import { typeWords } from "../words/type-words.ts";
import { visibleText } from "../words/visible-text.ts";
import type { Zone } from "../words/zone.ts";

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
    /** Texts above the bars; empty for none. */
    readonly marks?: readonly string[];
  }[];
  readonly horizontal?: true;
  /** Most category labels that fit. */
  readonly labels: number;
}

/** Events of these verdicts in each bucket of time. */
export function timelineChart(
  timeline: Timeline,
  verdicts: readonly Verdict[],
  zone: Zone,
  width: number,
  height: number,
): string {
  return drawBars({
    width,
    height,
    categories: bucketLabels(timeline, zone),
    labels: Math.floor(width / 110),
    series: verdicts.map((verdict) => ({
      color: `var(--${verdict})`,
      data: timeline.buckets.map((bucket) => bucket[verdict]),
    })),
  });
}

/** Engagement in each bucket of time; spikes in the colour of a reason or of a question, under their numbers. */
export function spikesChart(
  reach: ReachReport,
  spikes: readonly Spike[],
  zone: Zone,
  width: number,
  height: number,
): string {
  const startMs = reach.from === null ? 0 : Date.parse(reach.from);
  const spikeAt = reach.buckets.map((_, i) => {
    const atMs = startMs + i * reach.width_ms;
    return spikes.findIndex(({ from, to }) => atMs >= Date.parse(from) && atMs < Date.parse(to));
  });
  const part = (of: (spike: number) => boolean): number[] =>
    reach.buckets.map(({ acts }, i) => (of(spikeAt[i]!) ? acts : 0));
  const numbers = reach.buckets.map((_, i) =>
    spikeAt[i]! >= 0 && spikeAt[i] !== spikeAt[i - 1] ? String(spikeAt[i]! + 1) : "",
  );
  const explained = (spike: number): boolean => spike >= 0 && spikes[spike]!.reason !== "unknown";
  return drawBars({
    width,
    height,
    categories: bucketLabels(reach, zone),
    labels: Math.floor(width / 110),
    series: [
      { color: "var(--allow)", data: part((spike) => spike < 0) },
      { color: "var(--reason)", data: part(explained), marks: numbers },
      { color: "var(--hold)", data: part((spike) => spike >= 0 && !explained(spike)), marks: numbers },
    ],
  });
}

/** Acts by hour of the day. */
export function hoursChart(hours: readonly number[], width: number, height: number): string {
  return drawBars({
    width,
    height,
    categories: hours.map((_, hour) => `${String(hour).padStart(2, "0")}:00`),
    labels: width < 500 ? 6 : 12,
    series: [{ color: "var(--allow)", data: hours }],
  });
}

/** Public, held and rejected count of each target end to end, so that the whole bar is its raw count; first target on top. */
export function targetsChart(targets: readonly TargetCounts[], lang: Language, width: number): string {
  const characters = width < 500 ? 10 : 28;
  const names = shortNames([...new Set(targets.map(({ id }) => visibleText(id)))], characters);
  return drawBars({
    width,
    height: 40 + targets.length * 24,
    categories: targets.map((t) => `${names.get(visibleText(t.id))!} ${typeWords(t.type)[lang]}`),
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
      : { left: 8, right: 24, top: 20, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: bars.horizontal ? value : category,
    yAxis: bars.horizontal ? category : value,
    series: bars.series.map(({ color, data, marks }) => ({
      type: "bar" as const,
      data: data.map((value, i) =>
        value > 0 && (marks?.[i] ?? "") !== ""
          ? {
              value,
              label: {
                ...AXIS_TEXT,
                color: "var(--text)",
                show: true,
                position: "top" as const,
                formatter: marks![i]!,
              },
            }
          : value,
      ),
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

function bucketLabels(
  { from, width_ms, buckets }: { from: string | null; width_ms: number; buckets: readonly unknown[] },
  zone: Zone,
): string[] {
  const startMs = from === null ? 0 : Date.parse(from);
  return buckets.map((_, i) => {
    const at = zone.text(startMs + i * width_ms);
    if (width_ms >= 86_400_000) return at.slice(0, 10);
    return width_ms >= 60_000 ? at.slice(5, 16) : at.slice(11, 19);
  });
}

/** ECharts' SVG without what only an interactive page needs: classes numbered by instance, hover rules, name spaces, sizes. */
function plainSvg(svg: string, width: number, height: number): string {
  return svg
    .replace(/<svg[^>]*>/, `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true" focusable="false">`)
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, "")
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, "")
    .replace(/>\s*\n\s*</g, "><");
}
