import type { PayeeLinkReport } from "../nouns/payee-link-report.ts";
import { type Html, html } from "./html.ts";

const WIDTH = 760;
const HEIGHT = 280;
const LEFT = 46;
const RIGHT = 20;
const TOP = 12;
const BOTTOM = 30;
/** Lags named under the axis at the most: more would run into each other. */
const LABELS_MAX = 7;

/** The part of an order that had come by each lag: median as a line, quarters as a band, lags on a logarithmic axis. */
export function deliveryPicture(
  curve: PayeeLinkReport["curve"],
  label: string,
  minutes: (count: number) => string,
): Html {
  const first = Math.log(curve[0]!.lag_minutes);
  const last = Math.log(curve.at(-1)!.lag_minutes);
  const x = (lag: number) =>
    LEFT + ((Math.log(lag) - first) / Math.max(1e-9, last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (part: number) => TOP + (1 - part) * (HEIGHT - TOP - BOTTOM);
  const point = (lag: number, part: number) => `${x(lag).toFixed(1)},${y(part).toFixed(1)}`;
  const line = curve.map(({ lag_minutes, median }) => point(lag_minutes, median)).join(" ");
  const band = [
    ...curve.map(({ lag_minutes, high }) => point(lag_minutes, high)),
    ...curve.toReversed().map(({ lag_minutes, low }) => point(lag_minutes, low)),
  ].join(" ");
  const every = Math.ceil(curve.length / LABELS_MAX);
  const parts = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(part).toFixed(1)}" y2="${y(part).toFixed(1)}"/><text x="${LEFT - 8}" y="${(y(part) + 4).toFixed(1)}" text-anchor="end">${Math.round(part * 100)}%</text>`,
  );
  const lags = curve.flatMap(({ lag_minutes }, i) =>
    i % every === 0 || i === curve.length - 1
      ? [
          html`<text x="${x(lag_minutes).toFixed(1)}" y="${HEIGHT - 8}" text-anchor="${i === 0 ? "start" : i === curve.length - 1 ? "end" : "middle"}">${minutes(lag_minutes)}</text>`,
        ]
      : [],
  );
  const dots = curve.map(
    ({ lag_minutes, median }) =>
      html`<circle class="dot" cx="${x(lag_minutes).toFixed(1)}" cy="${y(median).toFixed(1)}" r="3"/>`,
  );
  return html`<svg class="delivery" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${parts}<polygon class="band" points="${band}"/><polyline class="line" points="${line}"/>${dots}${lags}</svg>`;
}
