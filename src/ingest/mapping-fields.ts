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

/** How a field of an event comes about, read from its line of the mapping. */
export function createFieldReader(yaml: MappingYaml, columns: MappingColumns): (entry: Entry) => FieldRule {
  const fail: MappingYaml["fail"] = yaml.fail;
  const { entries, known, scalar, textOf, numberOf, list } = yaml;
  const { template, columnOrTemplate } = columns;

  function fieldRule(entry: Entry): FieldRule {
    const path = entry.key.split(".");
    const extra = path[0] === "extra" && path.length === 2;
    const type = extra ? "text" : FIELD_TYPES[entry.key];
    if (type === undefined) {
      const hint = nearestHint(entry.key, Object.keys(FIELD_TYPES));
      fail(
        entry.keyNode,
        `no such field \`${entry.key}\``,
        `${hint} (fields of your own go under \`extra.\`)`,
      );
    }
    const base = { path, type };
    if (isScalar(entry.value)) {
      const value = scalar(entry.value, `\`${entry.key}\``);
      if (value === null)
        fail(entry.value, `\`${entry.key}\` has no value`, "leave the line out to leave the field out");
      if (typeof value === "string" && value.includes("{")) {
        return { ...base, from: template(value, entry.value) };
      }
      if (NEVER_CONSTANT.includes(entry.key)) {
        fail(
          entry.value,
          `\`${entry.key}\` would be \`${value}\` in every event`,
          `a column is written in braces: \`"{${value}}"\` (a constant that is meant: \`{ constant: ${value} }\`)`,
        );
      }
      checkConstant(entry.key, type, value, entry.value);
      return { ...base, constant: value, bare: true };
    }
    const rule: { -readonly [K in keyof FieldRule]: FieldRule[K] } = { ...base };
    for (const option of entries(entry.value, `\`${entry.key}\``)) {
      known(option, RULE_KEYS, "option");
      const what = `\`${option.key}\``;
      if (TIME_KEYS.includes(option.key) && type !== "time") {
        const instead = option.key === "unit" ? "; see `scale`" : "";
        fail(option.keyNode, `\`${entry.key}\` is no time`, `${what} is for times${instead}`);
      }
      switch (option.key) {
        case "from":
          rule.from = columnOrTemplate(option.value, what);
          break;
        case "constant": {
          const value = scalar(option.value, what);
          if (value === null) fail(option.value, "`constant` has no value", "leave the field out instead");
          checkConstant(entry.key, type, value, option.value);
          rule.constant = value;
          break;
        }
        case "unit": {
          const unit = textOf(option.value, what) as TimeUnit;
          if (!TIME_UNITS.includes(unit))
            fail(option.value, `no such unit \`${unit}\``, nearestHint(unit, TIME_UNITS));
          rule.unit = unit;
          break;
        }
        case "zone": {
          const name = textOf(option.value, what);
          const zone = timeZone(name);
          if (zone === null) fail(option.value, `no such zone \`${name}\``, zoneHint(name));
          rule.zone = zone!;
          break;
        }
        case "format": {
          const format = timeFormat(textOf(option.value, what));
          if ("hint" in format) fail(option.value, "no format of times", format.hint);
          else rule.format = format;
          break;
        }
        case "order": {
          const order = textOf(option.value, what) as DateOrder;
          if (!DATE_ORDERS.includes(order))
            fail(option.value, `no such order \`${order}\``, `one of ${DATE_ORDERS.join(", ")}`);
          rule.order = order;
          break;
        }
        case "minus_days":
          rule.minusDays = columnOrTemplate(option.value, what);
          break;
        case "currency":
          if (entry.key !== "amount_minor")
            fail(option.keyNode, `\`${entry.key}\` is no amount`, `${what} is for \`amount_minor\``);
          rule.currency = amountCurrency(option.value, what);
          break;
        case "over":
          if (type !== "number")
            fail(option.keyNode, `\`${entry.key}\` is no number`, `${what} is for numbers`);
          rule.over = columnOrTemplate(option.value, what);
          break;
        case "scale":
        case "above":
          if (type !== "number")
            fail(option.keyNode, `\`${entry.key}\` is no number`, `${what} is for numbers`);
          rule[option.key] = numberOf(option.value, what);
          break;
        case "null":
          rule.nulls = list(option.value, what).map((value) => String(value ?? ""));
          break;
        case "translate":
          rule.translate = new Map(
            entries(option.value, what).map((word) => [word.key, scalar(word.value, `\`${word.key}\``)]),
          );
          break;
        default: {
          const value = scalar(option.value, what);
          if (value === null) fail(option.value, "`default` has no value", "leave it out: absent is absent");
          rule.otherwise = value;
        }
      }
    }
    if (rule.from === undefined && rule.constant === undefined) {
      fail(
        entry.value,
        `\`${entry.key}\` has neither \`from\` nor \`constant\``,
        "as in `from: column_name`",
      );
    }
    return rule;
  }
  /** A code, as in `CNY`, or a column in braces that gives it. */
  function amountCurrency(node: Node, what: string): Template {
    const value = textOf(node, what);
    if (value.includes("{")) return template(value, node);
    if (currencyExponent(value) === undefined)
      fail(
        node,
        `no such currency \`${value}\``,
        `${nearestHint(value, currencyCodes())}; a column is written in braces: \`{currency}\``,
      );
    return { parts: [value], columns: [] };
  }
  function checkConstant(name: string, type: FieldType, value: string | number | boolean, place: Node): void {
    if (name === "type" && kindCode(String(value)) === undefined) {
      fail(
        place,
        `no such event type \`${value}\``,
        nearestHint(String(value), [...EVENT_TYPES, ...FURTHER_TYPES]),
      );
    }
    if (name === "target.kind" && !(TARGET_KINDS as readonly string[]).includes(String(value))) {
      fail(place, `no such target kind \`${value}\``, nearestHint(String(value), TARGET_KINDS));
    }
    if (type === "number" && typeof value !== "number") {
      fail(place, `\`${name}\` is a number, not \`${value}\``, "a column is written in braces: `{column}`");
    }
    if (type === "flag" && typeof value !== "boolean") {
      fail(
        place,
        `\`${name}\` is true or false, not \`${value}\``,
        "a column is written in braces: `{column}`",
      );
    }
  }
  return fieldRule;
}
