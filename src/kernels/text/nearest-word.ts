/** Names longer than this are not compared: the table would cost more than the hint is worth. */
const COMPARED_CHARS_MAX = 96;

/** The name nearest to a misspelt one, within a third of its length in edits (insert, delete, replace, swap); null when none is near. */
export function nearest(word: string, names: Iterable<string>): string | null {
  if (word === "" || word.length > COMPARED_CHARS_MAX) return null;
  const editsMax = Math.max(1, Math.floor(word.length / 3));
  let best: string | null = null;
  let bestEdits = editsMax + 1;
  for (const name of names) {
    if (name.length > COMPARED_CHARS_MAX || Math.abs(name.length - word.length) >= bestEdits) continue;
    const edits = editDistance(word.toLowerCase(), name.toLowerCase());
    if (edits < bestEdits) {
      best = name;
      bestEdits = edits;
    }
  }
  return best;
}

/** ``did you mean `x`?`` for the nearest name; else the list of what there is when that is short; else undefined. */
export function suggest(word: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const near = nearest(word, all);
  if (near !== null) return `did you mean \`${near}\`?`;
  return all.length > 0 && all.length <= 30 ? `one of ${all.join(", ")}` : undefined;
}

/** ``did you mean `x`?`` for the nearest name, or the whole list. */
export function nearestHint(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return near === null ? `one of ${names.join(", ")}` : `did you mean \`${near}\`?`;
}

/** Edits between two words: insert, delete, replace, swap of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = old[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(old[j]! + 1, row[j - 1]! + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, older[j - 2]! + 1);
      }
      row.push(edits);
    }
    older = old;
    old = row;
  }
  return old[b.length]!;
}
