/** A changelog whose "Unreleased" entries become those of a version; null where there is none. A new, empty heading stays on top. */
export function releasedChangelog(text: string, version: string, day: string): string | null {
  const heading = "## Unreleased\n";
  const at = text.indexOf(heading);
  if (at < 0) return null;
  const after = text.slice(at + heading.length);
  const end = after.search(/^## /m);
  const entries = end < 0 ? after : after.slice(0, end);
  if (!/^\* /m.test(entries)) return null;
  return `${text.slice(0, at)}${heading}\n## ${version} (${day})\n${after}`;
}

/** Whether a text is a version (`major.minor.patch`) above another. */
export function newer(version: string, than: string): boolean {
  const parts = (text: string): readonly number[] | null =>
    /^\d+\.\d+\.\d+$/.test(text) ? text.split(".").map(Number) : null;
  const [one, other] = [parts(version), parts(than)];
  if (one === null || other === null) return false;
  const differs = one.findIndex((part, place) => part !== other[place]);
  return differs >= 0 && one[differs]! > other[differs]!;
}
