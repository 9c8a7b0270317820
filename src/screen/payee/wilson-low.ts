/** Lower end of Wilson's 95 % interval of a share, in [0, 1]; 0 of nothing is 0. */
export function wilsonLow(hits: number, of: number): number {
  if (of === 0) return 0;
  const z = 1.959964;
  const p = hits / of;
  const centre = p + (z * z) / (2 * of);
  const spread = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return Math.max(0, (centre - spread) / (1 + (z * z) / of));
}
