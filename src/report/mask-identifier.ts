/**
 * An identifier as a report shows it when it was not asked to show identifiers: its first 3 characters and an ellipsis,
 * only the first of those that have 3 or fewer. Characters are code points, so that no pair is cut in half.
 */
export function maskIdentifier(id: string): string {
  const head = [];
  for (const character of id) {
    head.push(character);
    if (head.length > 3) break;
  }
  return `${head.slice(0, head.length > 3 ? 3 : 1).join("")}…`;
}
