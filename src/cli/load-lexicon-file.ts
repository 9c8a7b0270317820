import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PaymentRemarks } from "../flow/screening/payment-remarks.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Policy } from "../nouns/policy.ts";
import { lexiconInChinese } from "../words/lexicon-words.ts";
import { cannotRead } from "./cannot-read.ts";
import { spokenLanguage } from "./language.ts";

/** Help of `--lexicon`. */
export const LEXICON_HELP = "words by which remarks of payments are read (default: the shipped lexicon)";

const SHIPPED = new URL("../../policies/remark-lexicon.yaml", import.meta.url);

/**
 * The reader of remarks for a policy that screens payments; null for one that does not. The reader's
 * code and tables are loaded here and not before, since they take half a second. Throws
 * `cannot_read` or `bad_policy`, which names the place of every mistake in the lexicon.
 */
export async function loadRemarks(policy: Policy, file: string | undefined): Promise<PaymentRemarks | null> {
  if (policy.paymentThresholds === undefined) return null;
  const path = file ?? fileURLToPath(SHIPPED);
  let source: string;
  try {
    source = readFileSync(path, "utf8");
  } catch (cause) {
    throw cannotRead("lexicon", path, cause);
  }
  const [{ compileLexicon }, { createRemarkReader }] = await Promise.all([
    import("../screen/remark/compile-lexicon.ts"),
    import("../screen/remark/create-remark-reader.ts"),
  ]);
  const compiled = compileLexicon(source, path);
  if (!compiled.ok) {
    const say = spokenLanguage() === "zh" ? lexiconInChinese : (text: string) => text;
    const [colon, semicolon] = spokenLanguage() === "zh" ? ["：", "；"] : [": ", "; "];
    const listed = compiled.diagnostics
      .map(
        ({ line, column, message, hint }) =>
          `${path}:${line}:${column}${colon}${say(message)}${semicolon}${say(hint)}`,
      )
      .join("\n");
    throw new TouchstoneError(
      "bad_policy",
      `the lexicon \`${path}\` has ${compiled.diagnostics.length} error(s)\n\n${listed}\n`,
    );
  }
  const { lexicon } = compiled;
  return { id: lexicon.id, sha256: lexicon.sha256, source, read: createRemarkReader(lexicon) };
}
