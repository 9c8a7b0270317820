import { type Html, html } from "./html.ts";

/** A bar of `total` units, filled from the left by segments in order. Decoration: the numbers stand beside it. */
export function stackedBar(
  name: string,
  segments: readonly { readonly word: string; readonly count: number }[],
  total: number,
): Html {
  let x = 0;
  const filled = segments.filter(({ count }) => count > 0 && total > 0);
  const rects = filled.map(({ word, count }) => {
    const width = (count / total) * 1000;
    const rect = html`<rect class="${word}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="10"/>`;
    x += width;
    return rect;
  });
  return html`<svg class="${name}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`;
}
