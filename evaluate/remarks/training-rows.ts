import { readFileSync } from "node:fs";
import path from "node:path";
import type { Lexicon } from "../../src/screen/remark/lexicon.ts";
import { remarkPhrases } from "../../src/screen/remark/remark-phrases.ts";
import type { RemarkContext } from "../../src/screen/remark/remark-reading.ts";
import { understandRemark } from "../../src/screen/remark/understand-remark.ts";
import { readRemarkSet } from "./remark-lines.ts";

/** One text to learn from: what it says by rule, and its phrases. */
export interface TrainingText {
  /** `part` and present weight by rule; empty where nothing names an order. */
  readonly facts: readonly { readonly rule: string; readonly weight: number; readonly part: number }[];
  readonly phrases: readonly string[];
  readonly bought: boolean;
  /** Truth and kind; lines are one kind each file. */
  readonly kind: string;
  /** The folder, and the file in it. */
  readonly folder: string;
  readonly file: string;
  /** No remark, but a line of ordinary text. */
  readonly line: boolean;
}

/**
 * Folders of labelled remarks, and files with one honest text a line → texts with their facts. Lines have no payment of their own:
 * they get those of the honest remarks in turn, or a payment would speak for an order. Lines are spread over the folders.
 */
export function trainingRows(
  folders: readonly string[],
  lineFiles: readonly string[],
  lexicon: Lexicon,
): TrainingText[] {
  const bare: Lexicon = { ...lexicon, phrases: new Map() };
  const texts: TrainingText[] = [];
  const honest: RemarkContext[] = [];
  const add = (
    remark: string,
    context: RemarkContext,
    rest: Omit<TrainingText, "facts" | "phrases">,
  ): void => {
    const { units, chosen, quantities, facts } = understandRemark(remark, context, bare);
    const phrases =
      facts.facts.length === 0 ? [] : [...remarkPhrases(units, chosen, quantities, facts.facts)];
    texts.push({ facts: facts.facts, phrases, ...rest });
  };
  for (const folder of folders) {
    if (folder.split(path.sep).includes("unseen")) throw new Error("nothing is fitted on an unseen set");
    for (const { remark, context, bought, kind, file } of readRemarkSet(folder).remarks) {
      if (!bought) honest.push(context);
      const named = `${bought ? "bought" : "honest"} ${kind}`;
      add(remark, context, { bought, kind: named, folder, file: `${folder}/${file}`, line: false });
    }
  }
  for (const lines of lineFiles) {
    const name = path.basename(lines);
    const all = readFileSync(lines, "utf8").split("\n");
    for (const [index, line] of all.entries()) {
      if (line.trim() === "") continue;
      const folder = folders[index % folders.length]!;
      const context = honest[(index * 7919) % honest.length]!;
      add(line, context, {
        bought: false,
        kind: `lines ${name}`,
        folder,
        file: `${folder}/${name}`,
        line: true,
      });
    }
  }
  return texts;
}
