/** 1204332 → `1,204,332`: the same in both languages and on every machine. */
export function countText(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A share in [0, 1] → `4.1 %`, with as many digits as tell a small share from none: `0.07 %`, `< 0.01 %`, `0 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent === 0) return "0 %";
  if (percent < 0.01) return "< 0.01 %";
  if (percent < 1) return `${percent.toFixed(2)} %`;
  // Rounding must not turn nearly all into all.
  if (percent > 99.9 && percent < 100) return "> 99.9 %";
  return `${percent.toFixed(1).replace(/\.0$/, "")} %`;
}

/** A measured value as a reason shows it: separators from a thousand on, else three significant digits; `–` for none. */
export function valueText(value: number | null): string {
  if (value === null) return "–";
  if (Math.abs(value) >= 1e15) return value.toExponential(2);
  if (Math.abs(value) >= 1000) return `${value < 0 ? "−" : ""}${countText(Math.abs(value))}`;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/** Bytes → `1.2 MB`, decimal units. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  let unit = 0;
  let size = bytes;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
