import { nearest, nearestHint } from "../kernels/text/nearest-word.ts";
import { implausibleHint } from "../kernels/time/plausible-time.ts";
import type { Code, Rejection } from "../nouns/codes.ts";
import { currencyExponent } from "../nouns/currency-exponents.ts";
import { HOUR_MS } from "../nouns/durations.ts";
import {
  CODE_KINDS,
  COMPLAINT_REASONS,
  isEngagement,
  kindWords,
  NAME_CHECKS,
  PAYEE_KINDS,
  PAYMENT_CODE,
  PAYMENT_STATUSES,
  RETRACTION_BIT,
  TARGET_KINDS,
} from "../nouns/event.ts";
import { type EventRow, keyColumn, numberColumn } from "../nouns/event-row.ts";
import { hashBytes, hashText } from "../nouns/hash.ts";
import { EVENT_BYTES_MAX, ID_BYTES_MAX, TEXT_BYTES_MAX, TIME_MS_MAX, TIME_MS_MIN } from "../nouns/limits.ts";
import { readTime, timeHint } from "./event-time.ts";
import { asciiText, cut80, cutText, type JsonNode, nodeText, parseJson } from "./json-tree.ts";
import * as column from "./row-columns.ts";

/** The careful path: a full parse that yields the row, or the precise reason why not. A tenth of the fast path's speed. */

interface FieldBase {
  /** The path with dots, as rejections name it. */
  readonly name: string;
  readonly required?: true;
}
type FieldSpec =
  | (FieldBase & {
      readonly kind: "text";
      readonly column: number;
      readonly bytesMax: number;
      /** What is broken in it is left broken and the rest is read: else half a character would hide all of it. */
      readonly broken?: true;
    })
  | (FieldBase & { readonly kind: "ip" })
  | (FieldBase & { readonly kind: "asn" })
  | (FieldBase & { readonly kind: "time"; readonly column: number })
  | (FieldBase & { readonly kind: "flag"; readonly column: number })
  | (FieldBase & {
      readonly kind: "number";
      readonly column: number;
      readonly min: number;
      readonly max: number;
      readonly positive?: true;
      readonly whole?: true;
    })
  | (FieldBase & { readonly kind: "word"; readonly column: number; readonly words: readonly string[] })
  | (FieldBase & { readonly kind: "currency" });

type Field = FieldSpec & { readonly outer: string; readonly inner: string | null };

/** Paths taken apart once, not for every event. */
function placed(specs: readonly FieldSpec[]): Field[] {
  return specs.map((spec) => {
    const [outer, inner] = spec.name.split(".") as [string, string | undefined];
    return { ...spec, outer, inner: inner ?? null };
  });
}

/** Fields that are checked but have no column. */
const UNSTORED = -1;

function text(path: string, at: number, required = false, bytesMax = ID_BYTES_MAX): FieldSpec {
  const base = { kind: "text", name: path, column: at, bytesMax } as const;
  return required ? { ...base, required } : base;
}
function number(path: string, at: number, max = column.NUMBER_MAX): FieldSpec {
  return { kind: "number", name: path, column: at, min: 0, max };
}

const ENGAGEMENT_FIELDS = placed([
  text("actor.id", column.ACTOR, true),
  { kind: "time", name: "actor.registered_at", column: column.REGISTERED_AT_MS },
  text("actor.registration_batch", column.REGISTRATION_BATCH),
  { kind: "word", name: "target.kind", column: column.TARGET_KIND, words: TARGET_KINDS, required: true },
  text("target.id", column.TARGET, true),
  text("target.owner", column.OWNER),
  { ...number("target.duration_ms", column.DURATION_MS), positive: true } as FieldSpec,
  { kind: "ip", name: "context.ip" },
  text("context.ip_prefix", column.IP_PREFIX),
  text("context.ip_kind", column.IP_KIND),
  { kind: "asn", name: "context.asn" },
  text("context.device", column.DEVICE),
  { kind: "flag", name: "context.emulator", column: column.EMULATOR },
  { kind: "flag", name: "context.rooted", column: column.ROOTED },
  text("context.app_version", column.APP_VERSION),
  text("context.user_agent", column.USER_AGENT),
  text("context.source", column.SOURCE),
  text("context.parent_share", column.PARENT_SHARE),
  number("behavior.dwell_ms", column.DWELL_MS),
  number("behavior.play_ratio", column.PLAY_RATIO),
  number("behavior.scroll_depth", column.SCROLL_DEPTH, 1),
  number("behavior.preceding_events", column.PRECEDING_EVENTS),
  text("content.text", column.CONTENT, false, TEXT_BYTES_MAX),
]);

const PARTIES = [text("payer", column.ACTOR, true), text("payee.id", column.TARGET, true)];

const PAYMENT_FIELDS = placed([
  ...PARTIES,
  { kind: "word", name: "payee.kind", column: keyColumn("payee_kind"), words: PAYEE_KINDS },
  { kind: "flag", name: "payee.certified", column: numberColumn("certified") },
  text("payee.licence", keyColumn("licence")),
  text("payee.category", keyColumn("category")),
  { kind: "time", name: "payee.opened_at", column: numberColumn("opened_at_ms") },
  { kind: "word", name: "payee.code_kind", column: keyColumn("code_kind"), words: CODE_KINDS },
  text("payee.device", keyColumn("payee_device")),
  { ...number("amount_minor", column.AMOUNT), required: true, whole: true } as FieldSpec,
  { kind: "currency", name: "currency", required: true },
  text("channel", keyColumn("channel")),
  text("scene", keyColumn("scene")),
  { ...text("remark", keyColumn("remark"), false, TEXT_BYTES_MAX), broken: true } as FieldSpec,
  text("order", keyColumn("order")),
  text("purpose", keyColumn("purpose")),
  text("mcc", keyColumn("mcc")),
  { kind: "word", name: "name_check", column: keyColumn("name_check"), words: NAME_CHECKS },
  { kind: "word", name: "status", column: keyColumn("status"), words: PAYMENT_STATUSES },
  text("refund_of", keyColumn("refund_of")),
  text("payer_device", column.DEVICE),
  { kind: "ip", name: "payer_ip" },
]);

const COMPLAINT_FIELDS = placed([
  ...PARTIES,
  {
    kind: "word",
    name: "reason",
    column: keyColumn("reason"),
    words: COMPLAINT_REASONS,
    required: true,
  },
  text("payment", keyColumn("refund_of")),
  text("text", UNSTORED, false, TEXT_BYTES_MAX),
]);

/** Objects of the contract, so that a wrong type is told of the object itself, not of each field in it. */
const ENGAGEMENT_OBJECTS = ["actor", "target", "context", "behavior", "content"];
const PAYMENT_OBJECTS = ["payee"];

const KIND_NAMES = { object: "an object", array: "a list", string: "text", number: "a number" } as const;

/** A plain whole number, which an id may be. */
const WHOLE = /^\d+$/;

/**
 * One line → null and a filled row, or the rejection (its line is 0; its `value` and `hint` say what and how). An optional field
 * that cannot be read is absent, and said so in `setAside`; where that is null (strict), it rejects the event.
 */
export function parseEvent(
  bytes: Uint8Array,
  start: number,
  end: number,
  row: EventRow,
  setAside: Rejection[] | null = null,
): Rejection | null {
  column.clearRow(row, bytes, start, end);
  if (end - start > EVENT_BYTES_MAX) {
    return {
      code: "too_long",
      line: 0,
      field: "",
      value: cutText(bytes, start, end),
      hint: `an event has at most ${EVENT_BYTES_MAX} bytes, this one has ${end - start}`,
    };
  }
  const root = parseJson(bytes, start, end);
  if ("code" in root) return root;
  const reject = (code: Code, field: string, node: JsonNode | undefined, hint: string): Rejection => ({
    code,
    line: 0,
    field,
    value:
      node === undefined
        ? ""
        : node.kind === "string"
          ? cut80(nodeText(bytes, node))
          : cutText(bytes, node.start, node.end),
    hint,
  });
  const members = root.members;
  if (members === null) return reject("not_an_object", "", root, 'one event a line: `{"id":…}`');

  const wrongType = (field: string, node: JsonNode, wanted: string): Rejection => {
    const found = node.kind in KIND_NAMES ? KIND_NAMES[node.kind as keyof typeof KIND_NAMES] : node.kind;
    const quoted = wanted === "text" && node.kind === "number" ? ": put it in quotes" : "";
    if (quoted !== "" && /e/i.test(cutNumber(bytes, node))) {
      return reject(
        "rounded_id",
        field,
        node,
        "a number with an exponent has lost digits: send the id as text",
      );
    }
    return reject("wrong_type", field, node, `expected ${wanted}, not ${found}${quoted}`);
  };
  const missing = (field: string, siblings: ReadonlyMap<string, JsonNode> | null): Rejection => {
    const name = field.slice(field.lastIndexOf(".") + 1);
    const near = siblings === null ? null : nearest(name, [...siblings.keys()]);
    const hint = isBareReport()
      ? `a status report repeats \`${field}\` of its payment, or goes to \`/v1/payments/screen\` of an engine that knows the payment by the id in \`order\``
      : near !== null && near !== name
        ? `there is \`${cut80(near)}\`: did you mean \`${name}\`?`
        : `every event needs \`${field}\``;
    return reject("missing_field", field, siblings?.get(name), hint);
  };
  const find = (outer: string, inner: string | null = null): JsonNode | undefined => {
    let node = members.get(outer);
    if (inner !== null) node = node?.members?.get(inner);
    return node === undefined || node.kind === "null" ? undefined : node;
  };
  /** A payment that says where another stands and nothing of it (pacs.002 without OrgnlTxRef). */
  const isBareReport = (): boolean =>
    find("status") !== undefined &&
    find("order") !== undefined &&
    ["payer", "payee", "amount_minor"].every((name) => find(name) === undefined);
  /** Decoded UTF-8 of a string node, or null when an escape gives half a surrogate pair, which UTF-8 cannot hold. */
  const decoded = (
    node: JsonNode,
    broken = false,
  ): { bytes: Uint8Array; start: number; end: number } | null => {
    if (!node.escaped) return { bytes, start: node.start + 1, end: node.end - 1 };
    const value = nodeText(bytes, node);
    if (!broken && !value.isWellFormed()) return null;
    const utf8 = textEncoder.encode(value);
    return { bytes: utf8, start: 0, end: utf8.length };
  };
  const span = (at: number, from: number, to: number): void => {
    row.span[at * 2] = from;
    row.span[at * 2 + 1] = to;
  };
  const putText = (
    name: string,
    node: JsonNode,
    at: number,
    bytesMax: number,
    broken = false,
  ): Rejection | "empty" | null => {
    const whole = node.kind === "number" && WHOLE.test(cutNumber(bytes, node));
    if (node.kind !== "string" && !whole) return wrongType(name, node, "text");
    // An id that is a whole number in JSON is its digits, to the last one.
    const value = whole ? { bytes, start: node.start, end: node.end } : decoded(node, broken);
    if (value === null) return reject("not_utf8", name, node, "an escape gives half of a character");
    const length = value.end - value.start;
    if (length === 0) return "empty";
    if (length > bytesMax)
      return reject("too_long", name, node, `at most ${bytesMax} bytes, this has ${length}`);
    if (at !== UNSTORED) {
      hashBytes(value.bytes, value.start, value.end, row.hash, at * 2);
      if (whole) span(at, node.start, node.end);
      else span(at, node.start + 1, node.end - 1);
    }
    return null;
  };
  const readNumber = (node: JsonNode): number => Number(cutNumber(bytes, node)) + 0;
  const timeOf = (name: string, node: JsonNode): Rejection | number => {
    if (node.kind === "number") {
      const ms = readNumber(node);
      if (!Number.isInteger(ms)) return reject("bad_time", name, node, "milliseconds are whole numbers");
      if (ms < TIME_MS_MIN || ms >= TIME_MS_MAX) {
        return reject("bad_time", name, node, implausibleHint(ms, "ms") ?? "milliseconds since 1970");
      }
      return ms;
    }
    if (node.kind !== "string") return wrongType(name, node, "a time");
    const value = decoded(node);
    if (value === null) return reject("not_utf8", name, node, "an escape gives half of a character");
    const ms = readTime(value.bytes, value.start, value.end);
    return Number.isNaN(ms) ? reject("bad_time", name, node, timeHint(nodeText(bytes, node))) : ms;
  };

  // The three fields every event has.
  const idNode = find("id");
  if (idNode === undefined) return missing("id", members);
  const idTrouble = putText("id", idNode, column.ID, ID_BYTES_MAX);
  if (idTrouble === "empty") return missing("id", members);
  if (idTrouble !== null) return idTrouble;

  const typeNode = find("type");
  if (typeNode === undefined) return missing("type", members);
  if (typeNode.kind !== "string") return wrongType("type", typeNode, "text");
  const typeBytes = decoded(typeNode);
  const code = typeBytes === null ? -1 : column.typeCode(typeBytes.bytes, typeBytes.start, typeBytes.end);
  if (code < 0) {
    const word = nodeText(bytes, typeNode);
    if (word === "") return missing("type", members);
    return reject("unknown_type", "type", typeNode, nearestHint(word, TYPE_WORDS));
  }
  row.kind = code;

  const atNode = find("at");
  if (atNode === undefined) return missing("at", members);
  const at = timeOf("at", atNode);
  if (typeof at !== "number") return at;
  row.occurredAtMs = at;

  const isPayment = !isEngagement(code);
  if (isPayment) {
    column.clearPaymentColumns(row);
    row.num[column.HOUR_UTC] = (at / HOUR_MS) % 24;
  }
  const retraction = find("retraction");
  if (retraction !== undefined) {
    if (retraction.kind !== "true" && retraction.kind !== "false") {
      return wrongType("retraction", retraction, "true or false");
    }
    if (retraction.kind === "true" && isPayment) {
      return reject(
        "out_of_range",
        "retraction",
        retraction,
        `a ${nodeText(bytes, typeNode)} cannot be taken back by an event`,
      );
    }
    if (retraction.kind === "true") row.kind |= RETRACTION_BIT;
  }

  for (const name of isPayment ? PAYMENT_OBJECTS : ENGAGEMENT_OBJECTS) {
    const node = find(name);
    if (node === undefined || node.kind === "object") continue;
    const trouble = wrongType(name, node, "an object");
    if (setAside === null || name === "actor" || name === "target" || name === "payee") return trouble;
    setAside.push(trouble);
  }

  let kindIndex = isPayment ? column.PAYEE_KIND : -1;
  /** A field's value → the row. */
  const put = (
    field: Field,
    node: JsonNode,
    siblings: ReadonlyMap<string, JsonNode> | null,
  ): Rejection | null => {
    const { name } = field;
    switch (field.kind) {
      case "text": {
        const trouble = putText(name, node, field.column, field.bytesMax, field.broken);
        if (trouble === "empty") {
          if (field.required) return missing(name, siblings);
        } else if (trouble !== null) return trouble;
        return null;
      }
      case "word": {
        if (node.kind !== "string") return wrongType(name, node, "text");
        const word = nodeText(bytes, node);
        const index = field.words.indexOf(word);
        if (index < 0) {
          if (word === "") {
            if (field.required) return missing(name, siblings);
            return null;
          }
          const unknown = field.words === TARGET_KINDS ? "unknown_kind" : "out_of_range";
          return reject(unknown, name, node, nearestHint(word, field.words));
        }
        span(field.column, node.start + 1, node.end - 1);
        if (field.words === TARGET_KINDS) kindIndex = index;
        else {
          const [low, high] = wordHashes.get(word)!;
          row.hash[field.column * 2] = low;
          row.hash[field.column * 2 + 1] = high;
        }
        return null;
      }
      case "ip": {
        if (node.kind !== "string") return wrongType(name, node, "text");
        const value = decoded(node);
        if (value !== null && value.end === value.start) return null;
        if (value !== null && value.end - value.start > ID_BYTES_MAX) {
          return reject("too_long", name, node, `at most ${ID_BYTES_MAX} bytes`);
        }
        if (value !== null && column.putIp(row, value.bytes, value.start, value.end)) {
          span(column.IP, node.start + 1, node.end - 1);
          return null;
        }
        const place = value === null ? null : column.putAddressText(row, nodeText(bytes, node));
        if (place === null) {
          return reject("bad_ip", name, node, "IPv4 or IPv6 text, or a hash of it");
        }
        // The part that is meant, where bytes and characters are the same; else the whole text.
        if (node.escaped) span(column.IP, node.start + 1, node.end - 1);
        else if (place.end > 0) span(column.IP, node.start + 1 + place.start, node.start + 1 + place.end);
        return null;
      }
      case "asn": {
        if (node.kind !== "number") return wrongType(name, node, "a number");
        const asn = readNumber(node);
        if (!Number.isInteger(asn) || asn < 0 || asn > column.ASN_MAX) {
          return reject("out_of_range", name, node, `a whole number from 0 to ${column.ASN_MAX}`);
        }
        row.num[column.ASN_NUMBER] = asn;
        const decimal = String(asn);
        const [low, high] = hashText(decimal);
        row.hash[column.ASN * 2] = low;
        row.hash[column.ASN * 2 + 1] = high;
        if (cutNumber(bytes, node) === decimal) span(column.ASN, node.start, node.end);
        return null;
      }
      case "time": {
        const ms = timeOf(name, node);
        if (typeof ms !== "number") return ms;
        if (field.column !== UNSTORED) row.num[field.column] = ms;
        return null;
      }
      case "flag": {
        if (node.kind !== "true" && node.kind !== "false") return wrongType(name, node, "true or false");
        if (field.column !== UNSTORED) row.num[field.column] = node.kind === "true" ? 1 : 0;
        return null;
      }
      case "number": {
        if (node.kind !== "number") return wrongType(name, node, "a number");
        const value = readNumber(node);
        const whole = field.whole && !Number.isInteger(value);
        if (!(value >= field.min && value <= field.max) || (field.positive && value === 0) || whole) {
          const least = field.positive ? `above ${field.min}` : `from ${field.min}`;
          const wanted = `a ${field.whole ? "whole " : ""}number ${least} to ${field.max}`;
          return reject(
            "out_of_range",
            name,
            node,
            name === "amount_minor" ? amountHint(value, wanted) : wanted,
          );
        }
        if (field.column !== UNSTORED) row.num[field.column] = value;
        return null;
      }
      case "currency": {
        if (node.kind !== "string") return wrongType(name, node, "text");
        const word = nodeText(bytes, node);
        if (!/^[A-Z]{3}$/.test(word)) {
          return reject("out_of_range", name, node, "three capital letters (ISO 4217), as in `CNY`");
        }
        const exponent = currencyExponent(word);
        // Of a currency that is none the amount is not known; new events of it are refused at the door.
        row.num[column.AMOUNT] =
          exponent === undefined ? Number.NaN : row.num[column.AMOUNT]! / 10 ** exponent;
        return putText(name, node, keyColumn("currency"), ID_BYTES_MAX) === null
          ? null
          : wrongType(name, node, "text");
      }
    }
  };
  const fields = !isPayment ? ENGAGEMENT_FIELDS : code === PAYMENT_CODE ? PAYMENT_FIELDS : COMPLAINT_FIELDS;
  for (const field of fields) {
    const { name, outer, inner } = field;
    const node = find(outer, inner);
    const siblings = inner === null ? members : (members.get(outer)?.members ?? null);
    if (node === undefined) {
      if (field.required) return missing(name, siblings ?? members);
      continue;
    }
    const trouble = put(field, node, siblings);
    if (trouble === null) continue;
    if (field.required || setAside === null) return trouble;
    setAside.push(trouble);
  }
  if (isPayment) {
    row.hash[column.PAYEE_ID * 2] = row.hash[column.TARGET * 2]!;
    row.hash[column.PAYEE_ID * 2 + 1] = row.hash[column.TARGET * 2 + 1]!;
  }
  column.putTarget(row, kindIndex, row.hash[column.TARGET * 2]!, row.hash[column.TARGET * 2 + 1]!);
  column.deriveIpPrefix(row);
  return null;
}

/** Words of the type field that a near miss may have meant. */
const TYPE_WORDS: readonly string[] = kindWords();

/** Hashes of the words that a field may have. */
const wordHashes: ReadonlyMap<string, readonly [number, number]> = new Map(
  [PAYEE_KINDS, CODE_KINDS, NAME_CHECKS, PAYMENT_STATUSES, COMPLAINT_REASONS]
    .flat()
    .map((word) => [word, hashText(word)]),
);

const textEncoder = new TextEncoder();

/** Why an amount is none, with what its sender may have meant. */
function amountHint(value: number, wanted: string): string {
  if (value < 0) return `${wanted}: money given back is a payment of its own with \`refund_of\``;
  if (Number.isInteger(value)) return wanted;
  return `${wanted}, in the currency's minor unit: 6.60 yuan are \`660\`, 100 yen are \`100\``;
}

function cutNumber(bytes: Uint8Array, node: JsonNode): string {
  return asciiText(bytes, node.start, node.end);
}
