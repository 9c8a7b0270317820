import { isScalar, type Node } from "yaml";
import { nearestHint } from "../kernels/text/nearest-word.ts";
import { DATE_ORDERS, type DateOrder } from "../kernels/time/calendar-date.ts";
import { timeFormat } from "../kernels/time/time-format.ts";
import { timeZone, zoneHint } from "../kernels/time/time-zone.ts";
import { currencyCodes, currencyExponent } from "../nouns/currency-exponents.ts";
import { EVENT_TYPES, FURTHER_TYPES, kindCode, TARGET_KINDS } from "../nouns/event.ts";
import {
  COMPLAINT_FIELD_TYPES,
  ENGAGEMENT_FIELD_TYPES,
  type FieldType,
  PAYMENT_FIELD_TYPES,
} from "./contract-fields.ts";
import type { MappingColumns } from "./mapping-columns.ts";
import { type FieldRule, type Template, TIME_UNITS, type TimeUnit } from "./mapping-rules.ts";
import type { Entry, MappingYaml } from "./mapping-yaml.ts";

const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  ...ENGAGEMENT_FIELD_TYPES,
  ...PAYMENT_FIELD_TYPES,
  ...COMPLAINT_FIELD_TYPES,
  retraction: "flag",
};
const RULE_KEYS = [
  "from",
  "unit",
  "zone",
  "format",
  "order",
  "minus_days",
  "scale",
  "currency",
  "over",
  "above",
  "null",
  "translate",
  "default",
  "constant",
];
/** Options that only times have. */
const TIME_KEYS = ["unit", "zone", "format", "order", "minus_days"];
/** Fields in which one constant would make one person, or one event, of the whole file. */
const NEVER_CONSTANT = ["id", "actor.id", "payer"];

/** The file's own reader and what a place in it may name, as every part of a rule needs them. */
interface RuleReader extends MappingYaml, MappingColumns {
  /** Said again, so that the type check knows that nothing comes after it. */
  readonly fail: MappingYaml["fail"];
}

/** A rule while its lines are read. */
type WrittenRule = { -readonly [K in keyof FieldRule]: FieldRule[K] };

/** How a field of an event comes about, read from its line of the mapping. */
export function createFieldReader(yaml: MappingYaml, columns: MappingColumns): (entry: Entry) => FieldRule {
  const reader: RuleReader = { ...yaml, ...columns };
  return (entry) => fieldRule(reader, entry);
}

function fieldRule(reader: RuleReader, entry: Entry): FieldRule {
  const path = entry.key.split(".");
  const extra = path[0] === "extra" && path.length === 2;
  const type = extra ? "text" : FIELD_TYPES[entry.key];
  if (type === undefined) {
    const hint = nearestHint(entry.key, Object.keys(FIELD_TYPES));
    reader.fail(
      entry.keyNode,
      `no such field \`${entry.key}\``,
      `${hint} (fields of your own go under \`extra.\`)`,
    );
  }
  if (isScalar(entry.value)) return bareRule(reader, entry, path, type);
  const rule: WrittenRule = { path, type };
  for (const option of reader.entries(entry.value, `\`${entry.key}\``)) {
    reader.known(option, RULE_KEYS, "option");
    const what = `\`${option.key}\``;
    if (TIME_KEYS.includes(option.key) && type !== "time") {
      const instead = option.key === "unit" ? "; see `scale`" : "";
      reader.fail(option.keyNode, `\`${entry.key}\` is no time`, `${what} is for times${instead}`);
    }
    readOption(reader, entry.key, rule, option);
  }
  if (rule.from === undefined && rule.constant === undefined) {
    reader.fail(
      entry.value,
      `\`${entry.key}\` has neither \`from\` nor \`constant\``,
      "as in `from: column_name`",
    );
  }
  return rule;
}

/** `field: column` or `field: "{column}"`: a name alone, or a constant. */
function bareRule(reader: RuleReader, entry: Entry, path: readonly string[], type: FieldType): FieldRule {
  const value = reader.scalar(entry.value, `\`${entry.key}\``);
  if (value === null)
    reader.fail(entry.value, `\`${entry.key}\` has no value`, "leave the line out to leave the field out");
  if (typeof value === "string" && value.includes("{")) {
    return { path, type, from: reader.template(value, entry.value) };
  }
  if (NEVER_CONSTANT.includes(entry.key)) {
    reader.fail(
      entry.value,
      `\`${entry.key}\` would be \`${value}\` in every event`,
      `a column is written in braces: \`"{${value}}"\` (a constant that is meant: \`{ constant: ${value} }\`)`,
    );
  }
  checkConstant(reader, entry.key, type, value, entry.value);
  return { path, type, constant: value, bare: true };
}

/** One line of a rule that is written as a mapping → its part of the rule. */
function readOption(reader: RuleReader, field: string, rule: WrittenRule, option: Entry): void {
  const what = `\`${option.key}\``;
  switch (option.key) {
    case "from":
      rule.from = reader.columnOrTemplate(option.value, what);
      break;
    case "constant": {
      const value = reader.scalar(option.value, what);
      if (value === null) reader.fail(option.value, "`constant` has no value", "leave the field out instead");
      checkConstant(reader, field, rule.type, value, option.value);
      rule.constant = value;
      break;
    }
    case "unit": {
      const unit = reader.textOf(option.value, what) as TimeUnit;
      if (!TIME_UNITS.includes(unit))
        reader.fail(option.value, `no such unit \`${unit}\``, nearestHint(unit, TIME_UNITS));
      rule.unit = unit;
      break;
    }
    case "zone": {
      const name = reader.textOf(option.value, what);
      const zone = timeZone(name);
      if (zone === null) reader.fail(option.value, `no such zone \`${name}\``, zoneHint(name));
      rule.zone = zone!;
      break;
    }
    case "format": {
      const format = timeFormat(reader.textOf(option.value, what));
      if ("hint" in format) reader.fail(option.value, "no format of times", format.hint);
      else rule.format = format;
      break;
    }
    case "order": {
      const order = reader.textOf(option.value, what) as DateOrder;
      if (!DATE_ORDERS.includes(order))
        reader.fail(option.value, `no such order \`${order}\``, `one of ${DATE_ORDERS.join(", ")}`);
      rule.order = order;
      break;
    }
    case "minus_days":
      rule.minusDays = reader.columnOrTemplate(option.value, what);
      break;
    case "currency":
      if (field !== "amount_minor")
        reader.fail(option.keyNode, `\`${field}\` is no amount`, `${what} is for \`amount_minor\``);
      rule.currency = amountCurrency(reader, option.value, what);
      break;
    case "over":
      if (rule.type !== "number")
        reader.fail(option.keyNode, `\`${field}\` is no number`, `${what} is for numbers`);
      rule.over = reader.columnOrTemplate(option.value, what);
      break;
    case "scale":
    case "above":
      if (rule.type !== "number")
        reader.fail(option.keyNode, `\`${field}\` is no number`, `${what} is for numbers`);
      rule[option.key] = reader.numberOf(option.value, what);
      break;
    case "null":
      rule.nulls = reader.list(option.value, what).map((value) => String(value ?? ""));
      break;
    case "translate":
      rule.translate = new Map(
        reader
          .entries(option.value, what)
          .map((word) => [word.key, reader.scalar(word.value, `\`${word.key}\``)]),
      );
      break;
    default: {
      const value = reader.scalar(option.value, what);
      if (value === null)
        reader.fail(option.value, "`default` has no value", "leave it out: absent is absent");
      rule.otherwise = value;
    }
  }
}

/** A code, as in `CNY`, or a column in braces that gives it. */
function amountCurrency(reader: RuleReader, node: Node, what: string): Template {
  const value = reader.textOf(node, what);
  if (value.includes("{")) return reader.template(value, node);
  if (currencyExponent(value) === undefined)
    reader.fail(
      node,
      `no such currency \`${value}\``,
      `${nearestHint(value, currencyCodes())}; a column is written in braces: \`{currency}\``,
    );
  return { parts: [value], columns: [] };
}

function checkConstant(
  reader: RuleReader,
  name: string,
  type: FieldType,
  value: string | number | boolean,
  place: Node,
): void {
  if (name === "type" && kindCode(String(value)) === undefined) {
    reader.fail(
      place,
      `no such event type \`${value}\``,
      nearestHint(String(value), [...EVENT_TYPES, ...FURTHER_TYPES]),
    );
  }
  if (name === "target.kind" && !(TARGET_KINDS as readonly string[]).includes(String(value))) {
    reader.fail(place, `no such target kind \`${value}\``, nearestHint(String(value), TARGET_KINDS));
  }
  if (type === "number" && typeof value !== "number") {
    reader.fail(
      place,
      `\`${name}\` is a number, not \`${value}\``,
      "a column is written in braces: `{column}`",
    );
  }
  if (type === "flag" && typeof value !== "boolean") {
    reader.fail(
      place,
      `\`${name}\` is true or false, not \`${value}\``,
      "a column is written in braces: `{column}`",
    );
  }
}
