import type { FieldCoverage } from "../nouns/audit-report.ts";
import { EVENT_TYPES, isEngagement, KIND_CODES_END, RETRACTION_BIT } from "../nouns/event.ts";
import {
  type EventRow,
  type KeyColumn,
  keyColumn,
  type NumberColumn,
  numberColumn,
} from "../nouns/event-row.ts";
import type { FeatureSpec, Policy } from "../nouns/policy.ts";
import { type PolicyReads, policyReads } from "./policy-reads.ts";

/** Optional fields of the contract: path, and the column that holds it. */
const FIELDS: readonly {
  readonly field: string;
  readonly key?: KeyColumn;
  readonly number?: NumberColumn;
}[] = [
  { field: "actor.registered_at", number: "registered_at_ms" },
  { field: "actor.registration_batch", key: "registration_batch" },
  { field: "target.owner", key: "owner" },
  { field: "target.duration_ms", number: "duration_ms" },
  { field: "context.ip", key: "ip" },
  { field: "context.ip_prefix", key: "ip_prefix" },
  { field: "context.ip_kind", key: "ip_kind" },
  { field: "context.asn", number: "asn" },
  { field: "context.device", key: "device" },
  { field: "context.emulator", number: "emulator" },
  { field: "context.rooted", number: "rooted" },
  { field: "context.app_version", key: "app_version" },
  { field: "context.user_agent", key: "user_agent" },
  { field: "context.source", key: "source" },
  { field: "context.parent_share", key: "parent_share" },
  { field: "behavior.dwell_ms", number: "dwell_ms" },
  { field: "behavior.play_ratio", number: "play_ratio" },
  { field: "behavior.scroll_depth", number: "scroll_depth" },
  { field: "behavior.preceding_events", number: "preceding_events" },
  { field: "content.text", key: "content" },
];

/** Only comments have a text; every other field can stand on any engagement. */
const COMMENT_ONLY = 1 << EVENT_TYPES.indexOf("comment");
const ANY_ENGAGEMENT = ~0;

const keyPlaces = FIELDS.map((f) => (f.key === undefined ? -1 : keyColumn(f.key) * 2));
const numberPlaces = FIELDS.map((f) => (f.number === undefined ? -1 : numberColumn(f.number)));

export interface FieldTally {
  /** Notes which fields an event carries: 20 reads, allocates nothing. */
  add(row: EventRow): void;
  /** Every optional field, in the contract's order. `unmapped`: paths no input could carry. */
  coverage(policy: Policy, unmapped: readonly string[]): FieldCoverage[];
}

/** Counts which contract fields the events carried, by event kind. */
export function createFieldTally(): FieldTally {
  const present = new Float64Array(FIELDS.length * KIND_CODES_END);
  const events = new Float64Array(KIND_CODES_END);
  return {
    add(row) {
      events[row.kind]!++;
      for (let f = 0; f < keyPlaces.length; f++) {
        const key = keyPlaces[f]!;
        if (key >= 0) {
          if (row.hash[key] !== 0 || row.hash[key + 1] !== 0) present[f * KIND_CODES_END + row.kind]!++;
        } else {
          if (!Number.isNaN(row.num[numberPlaces[f]!])) present[f * KIND_CODES_END + row.kind]!++;
        }
      }
    },
    coverage(policy, unmapped) {
      const direct = policyReads(policy.source);
      const needs = policy.features.map((feature) => fieldsOfFeature(feature, policy.features, direct));
      return FIELDS.map(({ field }, f) => {
        const mask = field === "content.text" ? COMMENT_ONLY : ANY_ENGAGEMENT;
        let carried = 0;
        let asked = 0;
        for (let kind = 0; kind < KIND_CODES_END; kind++) {
          if (!isEngagement(kind)) continue;
          if (!(mask & (1 << (kind & (RETRACTION_BIT - 1))))) continue;
          carried += present[f * KIND_CODES_END + kind]!;
          asked += events[kind]!;
        }
        const reads = (index: number) => needs[index]?.has(field) ?? false;
        return {
          field,
          present: carried,
          events: asked,
          unmapped: carried === 0 && unmapped.includes(field),
          features: policy.features.filter((_, i) => reads(i)).map((feature) => feature.name),
          rules: policy.rules
            .filter((rule) => rule.needs.some(reads) || direct.rules.get(rule.name)?.has(field))
            .map((rule) => rule.name),
        };
      });
    },
  };
}

/** Contract fields a feature is measured from, those of its filter and of its numerator and denominator included. */
function fieldsOfFeature(
  feature: FeatureSpec,
  all: readonly FeatureSpec[],
  direct: PolicyReads,
): ReadonlySet<string> {
  const fields = new Set(direct.features.get(feature.name));
  const columns: string[] = "by" in feature ? [...feature.by] : [];
  if ("of" in feature) columns.push(feature.of);
  for (const { field, key, number } of FIELDS) {
    if ((key !== undefined && columns.includes(key)) || (number !== undefined && columns.includes(number))) {
      fields.add(field);
    }
  }
  if (feature.kind === "ratio") {
    for (const part of all) {
      // A policy that compiled has no loop of features, and a ratio names earlier ones only.
      if (part.name !== feature.numerator && part.name !== feature.denominator) continue;
      for (const field of fieldsOfFeature(part, all, direct)) fields.add(field);
    }
  }
  return fields;
}
