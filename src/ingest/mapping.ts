import { isSeq, type Node } from "yaml";
import { TouchstoneError } from "../nouns/codes.ts";
import { REQUIRED_COMPLAINT_FIELDS, REQUIRED_FIELDS, REQUIRED_PAYMENT_FIELDS } from "./contract-fields.ts";
import { INPUT_KEYS, readInputSection } from "./files/input-section.ts";
import { createMappingColumns } from "./mapping-columns.ts";
import { createConditionReader } from "./mapping-conditions.ts";
import { createFieldReader } from "./mapping-fields.ts";
import { MAPPING_BYTES_MAX, MAPPING_EVENTS_MAX, MAPPING_LOOKUPS_MAX } from "./mapping-limits.ts";
import type { Condition, EventRule, FieldRule, LookupRule, Mapping } from "./mapping-rules.ts";
import { type Entry, readMappingYaml } from "./mapping-yaml.ts";

export type { Mapping } from "./mapping-rules.ts";

/**
 * A mapping's YAML text → the checked mapping. Language: examples/mappings/README.md. Throws `bad_mapping` with file,
 * line, column, a caret under the place and a hint.
 */
export function parseMapping(text: string, fileName: string): Mapping {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAPPING_BYTES_MAX) {
    throw new TouchstoneError(
      "bad_mapping",
      `${fileName} has ${bytes} bytes; ${MAPPING_BYTES_MAX} are the limit: a \`translate\` of many words belongs in a lookup file`,
    );
  }
  const yaml = readMappingYaml(text, fileName);
  const fail: typeof yaml.fail = yaml.fail;
  const { root, lineOf, entries, known, scalar, textOf } = yaml;
  const columns = createMappingColumns(yaml);
  const { column, columnOrTemplate, lookupNames } = columns;
  const fieldRule = createFieldReader(yaml, columns);
  const conditions = createConditionReader(yaml, columns);
  const lookups: LookupRule[] = [];

  if (root === null) fail(0, "the mapping is empty", "the first line is `mapping: 1`");
  const top = new Map<string, Entry>();
  for (const entry of entries(root, "a mapping")) {
    known(entry, ["mapping", "input", "lookups", "fields", "events"], "section");
    top.set(entry.key, entry);
  }
  const version = top.get("mapping");
  if (version === undefined)
    fail(0, "the first line must be `mapping: 1`", "the version of the mapping language");
  if (scalar(version!.value, "`mapping`") !== 1) {
    fail(version!.value, "only version 1 of the mapping language is known", "write `mapping: 1`");
  }

  const input = top.get("input");
  const inputEntries = input === undefined ? [] : entries(input.value, "`input`");
  for (const entry of inputEntries) known(entry, INPUT_KEYS, "option");
  const section = readInputSection(inputEntries, yaml);

  const lookupSection = top.get("lookups");
  for (const entry of lookupSection === undefined ? [] : entries(lookupSection.value, "`lookups`")) {
    const parts = new Map<string, Entry>();
    for (const part of entries(entry.value, `\`${entry.key}\``)) {
      known(part, ["file", "key", "by"], "option");
      parts.set(part.key, part);
    }
    if (lookups.length === MAPPING_LOOKUPS_MAX) {
      fail(entry.keyNode, `more than ${MAPPING_LOOKUPS_MAX} lookups`, "join the files before");
    }
    const file = parts.get("file");
    const key = parts.get("key");
    if (file === undefined || key === undefined) {
      fail(
        entry.value,
        `lookup \`${entry.key}\` needs \`file\` and \`key\``,
        "`key` is that file's column to look in",
      );
    }
    const by = parts.get("by");
    const keyName = textOf(key!.value, "`key`");
    lookups.push({
      name: entry.key,
      file: textOf(file!.value, "`file`"),
      key: keyName,
      by:
        by === undefined
          ? { parts: ["", ""], columns: [column(keyName, key!.value)] }
          : columnOrTemplate(by.value, "`by`"),
    });
    lookupNames.push(entry.key);
  }

  const common = new Map<string, FieldRule>();
  const fieldSection = top.get("fields");
  for (const entry of fieldSection === undefined ? [] : entries(fieldSection.value, "`fields`")) {
    common.set(entry.key, fieldRule(entry));
  }
  const eventSection = top.get("events");
  if (eventSection === undefined)
    fail(0, "there is no `events` section", "list the events that a row becomes");
  if (!isSeq(eventSection!.value) || eventSection!.value.items.length === 0) {
    fail(eventSection!.value, "`events` must be a list", "begin each event with `- type: …`");
  }
  const { items } = eventSection!.value as unknown as { items: Node[] };
  if (items.length > MAPPING_EVENTS_MAX) {
    fail(
      items[MAPPING_EVENTS_MAX],
      `${items.length} events, more than ${MAPPING_EVENTS_MAX}`,
      "each is tried on every row; one event with `translate` says the type from a column",
    );
  }
  const events = items.map((item): EventRule => {
    const fields = new Map(common);
    let when: Condition[] = [];
    for (const entry of entries(item, "an event")) {
      if (entry.key === "when") when = conditions(entry.value);
      else fields.set(entry.key, fieldRule(entry));
    }
    const needed = neededBy(fields.get("type")?.constant, fields);
    for (const path of needed) {
      if (!fields.has(path))
        fail(item, `this event has no \`${path}\``, `every such event needs ${needed.join(", ")}`);
    }
    return { when, fields: [...fields.values()], line: lineOf(item) };
  });
  return { ...section, fileName, lookups, events, columns: [...columns.columns] };
}

/** Fields that an event must have. A type that a column says may be any: those of a kind whose fields are all there do. */
function neededBy(type: unknown, fields: { readonly has: (path: string) => boolean }): readonly string[] {
  if (type === "payment") return REQUIRED_PAYMENT_FIELDS;
  if (type === "complaint") return REQUIRED_COMPLAINT_FIELDS;
  const further = [REQUIRED_PAYMENT_FIELDS, REQUIRED_COMPLAINT_FIELDS];
  const whole = further.find((paths) => paths.every((path) => fields.has(path)));
  return typeof type === "string" || whole === undefined ? REQUIRED_FIELDS : whole;
}
