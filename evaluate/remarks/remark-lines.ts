import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RemarkContext } from "../../src/screen/remark/remark-reading.ts";

/** One remark with what is known of its payment and what it truly is. */
export interface LabelledRemark {
  readonly remark: string;
  readonly context: RemarkContext;
  readonly bought: boolean;
  readonly kind: string;
  /** Its file in the folder. */
  readonly file: string;
}
export interface RemarkSet {
  readonly remarks: readonly LabelledRemark[];
  /** Labelled as neither bought nor honest. */
  readonly leftOut: number;
  readonly files: number;
  /** Over the files' bytes, in the order of their names. */
  readonly sha256: string;
}

/**
 * The labelled remarks of a folder's `*.ndjson` and `*.jsonl`: {remark or text, amount_minor? or amount? (yuan), currency?, scene?, payee_kind?,
 * category?, label: bought, buying or honest (or bought: true or false), kind}; an amount without a currency is in fen.
 * Throws with file and line for a line that is none of these.
 */
export function readRemarkSet(folder: string): RemarkSet {
  const hash = createHash("sha256");
  const remarks: LabelledRemark[] = [];
  let leftOut = 0;
  const files = globSync("**/*.{ndjson,jsonl}", { cwd: folder }).sort();
  if (files.length === 0) throw new Error(`no *.ndjson or *.jsonl in \`${folder}\``);
  for (const file of files) {
    const bytes = readFileSync(path.join(folder, file));
    hash.update(bytes);
    for (const [index, line] of bytes.toString("utf8").split("\n").entries()) {
      if (line.trim() === "") continue;
      const place = `${file}:${index + 1}`;
      const row = JSON.parse(line) as Record<string, unknown>;
      const remark = row.remark ?? row.text;
      if (typeof remark !== "string") throw new Error(`${place}: \`remark\` must be a text`);
      const bought = row.label === "bought" || row.label === "buying" || row.bought === true;
      const honest = row.label === "honest" || (row.label === undefined && row.bought === false);
      if (!bought && !honest) {
        if (typeof row.label !== "string")
          throw new Error(`${place}: \`label\` is missing; say bought, honest or another`);
        // Texts of which even their writer would not say what they are.
        leftOut++;
        continue;
      }
      const payeeKind = row.payee_kind;
      remarks.push({
        remark,
        context: {
          amountMinor: minorOf(row),
          currency: textOf(row.currency),
          scene: textOf(row.scene),
          payeeKind: payeeKind === "personal" || payeeKind === "merchant" ? payeeKind : null,
          category: textOf(row.category),
        },
        bought,
        kind: textOf(row.kind) ?? "none given",
        file,
      });
    }
  }
  return { remarks, leftOut, files: files.length, sha256: hash.digest("hex") };
}

/** `amount_minor`, or `amount` in yuan. */
function minorOf({ amount_minor: minor, amount }: Record<string, unknown>): number | null {
  if (typeof minor === "number") return minor;
  return typeof amount === "number" ? Math.round(amount * 100) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
