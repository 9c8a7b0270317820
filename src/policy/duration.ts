const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

export type DurationResult =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** `60s`, `5m`, `1h`, `7d` → milliseconds (whole, > 0); else what is wrong with it. Units: ms, s, m, h, d, w. */
export function parseDuration(word: string): DurationResult {
  const hint = "a duration is a number and a unit: `500ms`, `60s`, `5m`, `1h`, `7d`, `2w`";
  const match = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]*)$/.exec(word.trim());
  if (match === null) return { ok: false, message: `\`${word}\` is not a duration`, hint };
  const [, digits = "", unit = ""] = match;
  if (unit === "") return { ok: false, message: `duration \`${word}\` has no unit`, hint };
  const unitMs = Object.hasOwn(UNIT_MS, unit) ? UNIT_MS[unit] : undefined;
  if (unitMs === undefined) return { ok: false, message: `\`${unit}\` is not a unit of time`, hint };
  const ms = Number(digits) * unitMs;
  if (!Number.isSafeInteger(ms) || ms <= 0) {
    return {
      ok: false,
      message: `duration \`${word}\` is not a positive whole number of milliseconds`,
      hint,
    };
  }
  return { ok: true, ms };
}
