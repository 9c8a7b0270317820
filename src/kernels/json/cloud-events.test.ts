import { describe, expect, test } from "vitest";
import { binaryLine, eventOrEnvelope, structuredLine } from "./cloud-events.ts";
import type { Line } from "./plain-line.ts";

const envelope = {
  specversion: "1.0",
  id: "c1",
  source: "/app",
  type: "com.example.like",
  time: "2026-11-22T12:00:00Z",
};
const data = { id: "e1", type: "view", at: 5, actor: { id: "u" }, target: { kind: "video", id: "v" } };
const structured = (value: unknown) => structuredLine(Buffer.from(JSON.stringify(value)));

function lineText(line: Line): string {
  if ("rejection" in line) throw new Error(JSON.stringify(line.rejection));
  return Buffer.from(line.line).toString();
}
const rejection = (line: Line) => ("rejection" in line ? [line.rejection.code, line.rejection.field] : null);

describe("structured", () => {
  test("data that is a whole event passes byte for byte", () => {
    const inner = '{ "id":"e1","type":"view","at":5.0,"weight":1e2 }';
    const { specversion, id, source, type } = envelope;
    const body = JSON.stringify({ specversion, id, source, type }).replace(/}$/, `,"data":${inner}}`);
    expect(lineText(structuredLine(Buffer.from(body)))).toBe(inner);
  });

  test("what the event lacks comes from the envelope", () => {
    const line = lineText(structured({ ...envelope, data: { actor: { id: "u" } } }));
    expect(JSON.parse(line)).toEqual({
      id: "/app#c1",
      type: "like",
      at: "2026-11-22T12:00:00Z",
      actor: { id: "u" },
    });
    expect(JSON.parse(lineText(structured({ ...envelope, data: {} })))).toMatchObject({
      id: "/app#c1",
      type: "like",
    });
  });

  test("base64 data is decoded, pretty-printed data put on one line", () => {
    const base64 = Buffer.from(JSON.stringify(data, null, 2)).toString("base64");
    const line = lineText(structured({ ...envelope, data_base64: base64 }));
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual(data);
  });

  test("data that are JSON as text are read as what they hold", () => {
    expect(JSON.parse(lineText(structured({ ...envelope, data: JSON.stringify(data) })))).toEqual(data);
  });

  test.each<[string, unknown, string[]]>([
    ["no object", 7, ["not_json", ""]],
    ["no id", { ...envelope, id: undefined, data }, ["missing_field", "id"]],
    ["an empty source", { ...envelope, source: "", data }, ["missing_field", "source"]],
    ["another version", { ...envelope, specversion: "0.3", data }, ["out_of_range", "specversion"]],
    ["a type that is no string", { ...envelope, type: 3, data }, ["wrong_type", "type"]],
    ["no data", envelope, ["missing_field", "data"]],
    ["text that holds no object", { ...envelope, data: "[1]" }, ["not_an_object", "data"]],
    [
      "data as XML",
      { ...envelope, datacontenttype: "text/xml", data },
      ["unknown_format", "datacontenttype"],
    ],
  ])("%s is refused", (_name, value, expected) => {
    expect(rejection(structured(value))).toEqual(expected);
  });

  test.each<[string, string, string]>([
    ["plain", '{"id":"plain"}', '{"id":"plain"}'],
    ["its mark in a text", '{"note":"\\"specversion\\""}', '{"note":"\\"specversion\\""}'],
    [
      "without a source",
      '{"specversion":"1.0","id":"b","type":"io.x.unlike","time":"t","data":"{\\"q\\":1}"}',
      '{"id":"b","type":"unlike","at":"t","q":1}',
    ],
    [
      "a type that is no event's",
      '{"specversion":"1.0","id":"b","type":"other.thing","data":{}}',
      '{"id":"b","type":"other.thing"}',
    ],
    [
      "nothing but data, ids of 19 digits in it",
      '{"specversion":"1.0","data":{"id":"a","type":"like","at":1,"actor":{"id":7123456789012345671}}}',
      '{"id":"a","type":"like","at":1,"actor":{"id":7123456789012345671}}',
    ],
    [
      "fields that are null",
      '{"specversion":"1.0","id":"b","source":null,"type":"like","data":{"id":null,"at":1,"type":null}}',
      '{"id":"b","type":"like","at":1}',
    ],
  ])("in a file: %s", (_name, text, wanted) => {
    expect(lineText(eventOrEnvelope(Buffer.from(text), "file"))).toBe(wanted);
  });
  test.each<[string, string, string[]]>([
    ["another version", '{"specversion":"0.3","data":{}}', ["out_of_range", "specversion"]],
    ["a version that is a number", '{"specversion":1,"data":{}}', ["wrong_type", "specversion"]],
    ["no data", '{"specversion":"1.0","id":"c","type":"like"}', ["missing_field", "data"]],
    ["data null", '{"specversion":"1.0","data":null}', ["missing_field", "data"]],
    ["data a list", '{"specversion":"1.0","data":[1]}', ["not_an_object", "data"]],
    ["data that are no JSON", '{"specversion":"1.0","data":"oops"}', ["not_an_object", "data"]],
  ])("in a file %s is refused", (_name, text, expected) => {
    expect(rejection(eventOrEnvelope(Buffer.from(text), "file"))).toEqual(expected);
  });

  test("an attribute that stands twice is refused", () => {
    const body = JSON.stringify({ ...envelope, data }).replace("{", '{"id":"c0",');
    expect(rejection(structuredLine(Buffer.from(body)))).toEqual(["duplicate_key", "id"]);
  });

  test.each(["application/json", "application/json; charset=utf-8", "application/vnd.touchstone+json"])(
    "data of type %s is taken",
    (datacontenttype) => {
      expect(rejection(structured({ ...envelope, datacontenttype, data }))).toBeNull();
    },
  );
});

describe("binary", () => {
  const headers = { "ce-specversion": "1.0", "ce-id": "%E4%BA%8B1", "ce-source": "/app", "ce-type": "like" };

  test("attributes come from headers, percent-decoded", () => {
    const line = lineText(binaryLine(headers, Buffer.from('{"actor":{"id":"u"}}')));
    expect(JSON.parse(line)).toEqual({ id: "/app#事1", type: "like", actor: { id: "u" } });
  });

  test.each<[string, Record<string, string>, string[]]>([
    ["a missing source", { ...headers, "ce-source": "" }, ["missing_field", "source"]],
    ["a broken percent sequence", { ...headers, "ce-id": "%E4%" }, ["not_utf8", "ce-id"]],
  ])("%s is refused", (_name, bad, expected) => {
    expect(rejection(binaryLine(bad, Buffer.from("{}")))).toEqual(expected);
  });
});
