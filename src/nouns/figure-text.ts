/** A measured figure as sentences show it: two digits, whole from a hundred on, `< 0.001` below; `–` for none. */
export function figureText(value: number | null): string {
  if (value === null) return "–";
  if (value >= 100) return String(Math.round(value));
  if (value > 0 && value < 0.001) return "< 0.001";
  return String(Number(value.toPrecision(2)));
}

/** A share in [0, 1] as a percentage with two digits; `–` for none. */
export function percentText(share: number | null): string {
  if (share === null) return "–";
  const percent = share * 100;
  if (percent > 0 && percent < 0.001) return "< 0.001 %";
  // Rounding must not turn nearly all into all.
  if (percent >= 99.5 && percent < 100) return "> 99 %";
  return `${Number(percent.toPrecision(2))} %`;
}

const UNITS = [
  [86_400_000, "天", "day"],
  [3_600_000, "小时", "h"],
  [60_000, "分钟", "min"],
  [1000, "秒", "s"],
] as const;

/** A span of time in words, in the largest unit of which there are at least two: `12 h`, `3 days`, `40 min`. */
export function spanText(spanMs: number): { readonly zh: string; readonly en: string } {
  const [unitMs, zh, en] = UNITS.find(([ms]) => spanMs >= 2 * ms) ?? UNITS[3];
  const count = Math.max(1, Math.round(spanMs / unitMs));
  return { zh: `${count} ${zh}`, en: `${count} ${en === "day" ? "days" : en}` };
}
