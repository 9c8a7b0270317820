/** A catalogue's English patterns, with `…` for what is put in, ready to be matched. */
export type Phrases = () => readonly { readonly match: RegExp; readonly zh: string }[];

/**
 * English → Chinese entries → phrases, made when the first text is said in Chinese. The more particular stands first, whatever
 * order they are written in.
 */
export function phrases(entries: Readonly<Record<string, string>>): Phrases {
  let known: ReturnType<Phrases> | undefined;
  return () => {
    known ??= patterns(entries);
    return known;
  };
}

function patterns(entries: Readonly<Record<string, string>>): ReturnType<Phrases> {
  return Object.entries(entries)
    .toSorted(([a], [b]) => b.replaceAll("…", "").length - a.replaceAll("…", "").length)
    .map(([en, zh]) => {
      const source = en.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return { match: new RegExp(`^${source.join("([\\s\\S]*?)")}$`), zh };
    });
}

/**
 * A text in Chinese, with what was put in taken over and itself said in Chinese where it is a phrase too; what stands between
 * backticks is somebody's own word or a key, and stays. Null where no entry fits. O(entries).
 */
export function inChinese(text: string, known: Phrases): string | null {
  for (const { match, zh } of known()) {
    const found = match.exec(text);
    if (found === null) continue;
    let next = 0;
    return zh.replace(/`?…`?/g, (place) => {
      const value = found[++next] ?? "";
      const quoted = place.length === 3;
      const said = quoted || value === text ? value : (inChinese(value, known) ?? value);
      return place.replace("…", () => said);
    });
  }
  return null;
}
