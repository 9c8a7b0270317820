import { KNOWN_IP_KINDS } from "./cel/event-fields.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { type InfrastructureTable, type Network, parseNetwork } from "./infrastructure.ts";
import { NAME_CHARS_MAX, NETWORKS_MAX } from "./limits.ts";
import {
  type Entry,
  type Located,
  readFields,
  readItems,
  readWhole,
  readWord,
  readWords,
} from "./yaml-reader.ts";

/** The `infrastructure` list of a policy → its table, and every kind a condition may compare with. */
export function readInfrastructure(
  entry: Entry | undefined,
  report: Diagnostics,
): { table: InfrastructureTable; kinds: Set<string> } {
  const networks: Network[] = [];
  const asns = new Map<number, string>();
  const kinds = new Set<string>(KNOWN_IP_KINDS);
  const seen = new Map<string, string>();
  for (const item of listItems(entry?.value, report)) {
    const fields = readFields(item, "infrastructure", ["kind", "networks", "asns"], report);
    if (fields === null) continue;
    const kindEntry = fields.get("kind");
    if (kindEntry === undefined) {
      report.error(item.start, item.end, "infrastructure without `kind`", "as in `kind: campus`");
      continue;
    }
    const kind = readWord(kindEntry.value, report);
    if (kind === null) continue;
    if (!/^[a-z][a-z0-9_]*$/.test(kind.value) || kind.value.length > NAME_CHARS_MAX) {
      report.error(
        kind.start,
        kind.end,
        `\`${kind.value}\` is not a name`,
        "lower-case letters, digits and `_`",
      );
      continue;
    }
    kinds.add(kind.value);
    const list = fields.get("networks");
    for (const word of list === undefined ? [] : readWords(list.value, report)) {
      const network = parseNetwork(word.value, kind.value);
      if (network === null) {
        report.error(
          word.start,
          word.end,
          `\`${word.value}\` is not a network`,
          "an address and the bits that are fixed, the rest zero: `203.0.113.0/24`, `2001:db8::/32`",
        );
        continue;
      }
      const id = `${network.words.join(".")}/${network.bits}/${network.version}`;
      const other = seen.get(id);
      if (other !== undefined && other !== kind.value) {
        report.error(word.start, word.end, `\`${word.value}\` is already of kind \`${other}\``);
      }
      seen.set(id, kind.value);
      networks.push(network);
    }
    const numbers = fields.get("asns");
    for (const asnItem of listItems(numbers?.value, report)) {
      const asn = readWhole(asnItem, "an AS number", 0, 4_294_967_295, report);
      if (asn === null) continue;
      const other = asns.get(asn);
      if (other !== undefined && other !== kind.value) {
        report.error(asnItem.start, asnItem.end, `AS ${asn} is already of kind \`${other}\``);
      }
      asns.set(asn, kind.value);
    }
    if (list === undefined && numbers === undefined) {
      report.error(item.start, item.end, "infrastructure needs `networks` or `asns`");
    }
  }
  if (networks.length + asns.size > NETWORKS_MAX && entry !== undefined) {
    const { start, end } = entry.key;
    report.error(start, end, `more than ${NETWORKS_MAX} networks and AS numbers`);
  }
  return { table: { networks, asns }, kinds };
}

function listItems(located: Located | undefined, report: Diagnostics): Located[] {
  if (located === undefined) return [];
  return readItems(located, "the value", report) ?? [];
}
