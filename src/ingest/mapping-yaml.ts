import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { nearestHint } from "../kernels/text/nearest-word.ts";
import { TouchstoneError } from "../nouns/codes.ts";

export type Scalar = string | number | boolean | null;

/** One `name: value` with its places. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node;
}

/** Digits that a number of YAML cannot hold: kept as the text they are. */
const LONG_WHOLE = /^[+-]?\d{16,}$/;

/** Reads the YAML of a mapping node by node; every trouble is thrown as `bad_mapping` with place, caret and hint. */
export type MappingYaml = ReturnType<typeof readMappingYaml>;

/** A mapping's text → its nodes. Throws `bad_mapping` when it is not YAML. */
export function readMappingYaml(text: string, fileName: string) {
  const lineCounter = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter, uniqueKeys: true });

  function lineOf(node: Node): number {
    return lineCounter.linePos(node.range?.[0] ?? 0).line;
  }
  function fail(place: Node | number | null | undefined, message: string, hint: string): never {
    const offset = typeof place === "number" ? place : (place?.range?.[0] ?? 0);
    const { line, col } = lineCounter.linePos(offset);
    const source = text.split("\n")[Math.max(0, line - 1)]?.replace(/\r$/, "") ?? "";
    const caret = `${" ".repeat(Math.max(0, col - 1))}^`;
    throw new TouchstoneError(
      "bad_mapping",
      `${fileName}:${line}:${col}: ${message}\n  ${source}\n  ${caret} ${hint}`,
    );
  }
  const yamlError = document.errors[0];
  if (yamlError !== undefined) {
    fail(yamlError.pos[0], "not valid YAML", yamlError.message.split(" at line ")[0]!.toLowerCase());
  }

  function entries(node: Node | null | undefined, what: string): Entry[] {
    if (!isMap(node)) fail(node, `${what} must be a list of \`name: value\``, "indent its entries below it");
    return (node as YAMLMap).items.map((pair) => {
      const keyNode = pair.key as Node;
      if (!isScalar(keyNode)) fail(keyNode, "a name must be plain text", "write `name: value`");
      return { key: String(keyNode.value), keyNode, value: (pair.value as Node | null) ?? keyNode };
    });
  }
  function known(entry: Entry, names: readonly string[], what: string): void {
    if (!names.includes(entry.key)) {
      fail(entry.keyNode, `no such ${what} \`${entry.key}\``, nearestHint(entry.key, names));
    }
  }
  function scalar(node: Node, what: string): Scalar {
    if (!isScalar(node)) fail(node, `${what} must be one value`, "write it on the same line");
    const value = node.value;
    if (typeof value === "number" && LONG_WHOLE.test(node.source ?? "")) return node.source!;
    if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as Scalar;
    return fail(node, `${what} must be text, a number, true or false`, "quote it to make it text");
  }
  function textOf(node: Node, what: string): string {
    const value = scalar(node, what);
    if (value === null || value === "") fail(node, `${what} is empty`, "give it a value");
    return String(value);
  }
  function numberOf(node: Node, what: string): number {
    const value = scalar(node, what);
    if (typeof value !== "number" || !Number.isFinite(value))
      fail(node, `${what} must be a number`, "as in `0.001`");
    return value as number;
  }
  function list(node: Node, what: string): Scalar[] {
    return isSeq(node) ? node.items.map((item) => scalar(item as Node, what)) : [scalar(node, what)];
  }
  return {
    root: document.contents as Node | null,
    lineOf,
    fail,
    entries,
    known,
    scalar,
    textOf,
    numberOf,
    list,
  };
}
