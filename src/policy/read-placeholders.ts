import { type PlaceholderList, USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { parseNetwork } from "./infrastructure.ts";
import { PLACEHOLDERS_MAX } from "./limits.ts";
import { type Entry, readFields, readWords } from "./yaml-reader.ts";

const KEYS = ["usual", "values", "repeated", "networks"];

/**
 * The `placeholders` section of a policy → the values that stand for "none". Without it the usual ones hold; `usual: no` leaves these
 * out, and what the section lists comes on top.
 */
export function readPlaceholders(entry: Entry | undefined, report: Diagnostics): PlaceholderList {
  const fields = entry === undefined ? null : readFields(entry.value, "`placeholders`", KEYS, report);
  if (fields === null || entry === undefined) return USUAL_PLACEHOLDERS;
  const words = (key: string) => {
    const field = fields.get(key);
    return field === undefined ? [] : readWords(field.value, report);
  };
  const [usual] = words("usual");
  if (usual !== undefined && !["yes", "no", "true", "false"].includes(usual.value)) {
    report.error(usual.start, usual.end, "`usual` is `yes` or `no`");
  }
  const networks = words("networks").flatMap((word) => {
    const network = parseNetwork(word.value, "placeholder");
    if (network !== null) return [{ version: network.version, words: network.words, bits: network.bits }];
    const hint = "an address and the bits that are fixed, the rest zero: `10.0.0.0/8`";
    report.error(word.start, word.end, `\`${word.value}\` is not a network`, hint);
    return [];
  });
  const repeated = words("repeated").flatMap((word) => {
    if ([...word.value].length === 1) return [word.value];
    report.error(word.start, word.end, `\`${word.value}\` is not one character`);
    return [];
  });
  const values = words("values").map(({ value }) => value);
  if (values.length + networks.length > PLACEHOLDERS_MAX) {
    report.error(entry.key.start, entry.key.end, `more than ${PLACEHOLDERS_MAX} placeholders`);
  }
  const base = usual?.value === "no" || usual?.value === "false" ? null : USUAL_PLACEHOLDERS;
  return {
    values: [...(base?.values ?? []), ...values],
    repeated: [...(base?.repeated ?? []), ...repeated],
    networks: [...(base?.networks ?? []), ...networks],
  };
}
