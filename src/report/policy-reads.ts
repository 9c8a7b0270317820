import { parseAllDocuments } from "yaml";

/** Contract fields that the conditions of a policy name directly, by the feature's or rule's name. */
export interface PolicyReads {
  readonly features: ReadonlyMap<string, ReadonlySet<string>>;
  readonly rules: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The fields (`context.emulator`) that a policy's text names as `event.…`, entry by entry. A compiled condition does not
 * tell what it reads, its text does. `source` is the YAML of a policy that compiled, of several files with `---` between them as well;
 * empty text gives empty maps.
 */
export function policyReads(source: string): PolicyReads {
  const roots = [...parseAllDocuments(source)].map((document): unknown => document.toJS());
  const joined = (name: string): Map<string, Set<string>> =>
    new Map(roots.flatMap((root) => [...readsOf(section(root, name))]));
  return { features: joined("features"), rules: joined("rules") };
}

function section(root: unknown, name: string): unknown {
  return typeof root === "object" && root !== null ? (root as Record<string, unknown>)[name] : undefined;
}

function readsOf(entries: unknown): Map<string, Set<string>> {
  const reads = new Map<string, Set<string>>();
  if (typeof entries !== "object" || entries === null) return reads;
  for (const [key, entry] of Object.entries(entries)) {
    const named = section(entry, "name");
    const text = JSON.stringify(entry) ?? "";
    const paths = [...text.matchAll(/\bevent\.([a-z_]+(?:\.[a-z_]+)+)/g)].map((match) => match[1]!);
    reads.set(typeof named === "string" ? named : key, new Set(paths));
  }
  return reads;
}
