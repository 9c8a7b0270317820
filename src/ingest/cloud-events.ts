import type { Rejection } from "../nouns/codes.ts";
import { kindCode } from "../nouns/event.ts";

export type Unwrapped =
  | { readonly event: Readonly<Record<string, unknown>> }
  | { readonly rejection: Rejection };

/** Any object with this field is taken for a CloudEvents envelope. */
export const CLOUD_EVENT_MARK = "specversion";

/**
 * A CloudEvents 1.0 envelope in structured JSON form → the event in its `data` (an object, JSON text, or `data_base64`
 * of JSON). The envelope's id, time and type stand in where the data lack them; of a dotted type (`com.example.like`)
 * the last word counts. Null for an object that is no envelope.
 */
export function unwrapCloudEvent(object: Readonly<Record<string, unknown>>): Unwrapped | null {
  const version = object[CLOUD_EVENT_MARK];
  if (version === undefined) return null;
  const reject = (code: Rejection["code"], field: string, value: unknown, hint: string): Unwrapped => ({
    rejection: { code, line: 0, field, value: String(JSON.stringify(value) ?? "").slice(0, 80), hint },
  });
  if (typeof version !== "string" || !version.startsWith("1.")) {
    return reject("out_of_range", CLOUD_EVENT_MARK, version, "CloudEvents 1.0 is read");
  }
  let data: unknown = object.data;
  let dataField = "data";
  if (data === undefined && typeof object.data_base64 === "string") {
    dataField = "data_base64";
    data = Buffer.from(object.data_base64, "base64").toString("utf8");
  }
  if (typeof data === "string") {
    try {
      data = JSON.parse(data);
    } catch {
      return reject("not_json", dataField, data, "the data must be one event as JSON");
    }
  }
  if (data === undefined || data === null) {
    return reject("missing_field", "data", data, "the event stands in `data`");
  }
  if (typeof data !== "object" || Array.isArray(data)) {
    return reject("not_an_object", dataField, data, "the data must be one event, a JSON object");
  }
  const event: Record<string, unknown> = { ...(data as Record<string, unknown>) };
  // CloudEvents 1.0, 3.1.1: an event is told by `source` and `id` together.
  event.id ??=
    typeof object.source === "string" && typeof object.id === "string"
      ? `${object.source}#${object.id}`
      : object.id;
  event.at ??= object.time;
  if (event.type === undefined || event.type === null) {
    const word = String(object.type ?? "");
    const last = word.slice(word.lastIndexOf(".") + 1);
    event.type = kindCode(last) === undefined ? object.type : last;
  }
  return { event };
}
