/** The listed word closest to `word`, when it is close enough to be a slip of the pen; else null. */
export function nearMiss(word: string, listed: readonly string[]): string | null {
  const lower = word.toLowerCase();
  if (lower.length === 0 || lower.length > 64) return null;
  let best: string | null = null;
  let bestDistance = 1 + Math.max(1, Math.floor(lower.length / 3));
  for (const candidate of listed) {
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Edits (insert, delete, replace, swap of neighbours) between two words: optimal string alignment. */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(back[j]! + 1, row[j - 1]! + 1, back[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, twoBack[j - 2]! + 1);
      }
      row.push(cost);
    }
    twoBack = back;
    back = row;
  }
  return back[b.length]!;
}

/** `did you mean \`like\`?`, or the whole list when nothing is close. */
export function nearMissHint(word: string, listed: readonly string[]): string {
  const near = nearMiss(word, listed);
  return near === null ? `one of ${listed.join(", ")}` : `did you mean \`${near}\`?`;
}
