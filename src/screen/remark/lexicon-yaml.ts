import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";

/** What is wrong with a lexicon file, and where; lines and columns from 1, columns in UTF-16 units. */
export interface LexiconDiagnostic {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
  /** As a compiler prints it: place, message, the line, a caret, the hint. */
  readonly shown: string;
}
export interface YamlEntry {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node;
}
/** Columns of a line that are shown around a place. */
const SHOWN_CHARS = 100;

/** Reads the YAML of a lexicon node by node and collects what is wrong. */
export type LexiconYaml = ReturnType<typeof readLexiconYaml>;

/** A line of a text and a caret under one of its columns; of a long line the part around it. */
function caretUnder(text: string, line: number, column: number): string {
  const whole = text.split("\n")[Math.max(0, line - 1)]?.replace(/\r$/, "") ?? "";
  const cut = column > SHOWN_CHARS ? column - SHOWN_CHARS / 2 : 0;
  const shown = whole.slice(cut, cut + SHOWN_CHARS).replace(/[\p{Cc}\p{Cf}]/gu, "·");
  let wide = 0;
  for (const char of shown.slice(0, Math.max(0, column - 1 - cut)))
    wide += char.codePointAt(0)! >= 0x2e80 ? 2 : 1;
  return `  ${shown}\n  ${" ".repeat(wide)}^`;
}

/** A lexicon's text → its nodes; nothing is thrown, what is wrong stands in `problems`. */
export function readLexiconYaml(text: string, fileName: string) {
  const lineCounter = new LineCounter();
  const problems: LexiconDiagnostic[] = [];
  const document = parseDocument(text, {
    lineCounter,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: "silent",
  });

  function problem(place: Node | number | null | undefined, message: string, hint: string): void {
    const offset = typeof place === "number" ? place : (place?.range?.[0] ?? 0);
    const { line, col } = lineCounter.linePos(offset);
    problems.push({
      line,
      column: col,
      message,
      hint,
      shown: `${fileName}:${line}:${col}: error: ${message}\n${caretUnder(text, line, col)}\nhint: ${hint}`,
    });
  }
  for (const error of document.errors) {
    problem(error.pos[0], "not valid YAML", error.message.split("\n")[0]!.toLowerCase());
  }
  visit(document, (_, node) => {
    if (!isAlias(node)) return;
    problem(node, "aliases are not accepted in a lexicon", "write the value out");
    return visit.BREAK;
  });

  function entries(node: Node | null | undefined, what: string, known?: readonly string[]): YamlEntry[] {
    if (!isMap(node)) {
      problem(node, `${what} must be entries \`name: value\``, "indent its entries below it");
      return [];
    }
    const found: YamlEntry[] = [];
    for (const pair of (node as YAMLMap).items) {
      const keyNode = pair.key as Node;
      if (!isScalar(keyNode)) {
        problem(keyNode, "a name must be plain text", "write `name: value`");
        continue;
      }
      const key = String(keyNode.value);
      if (known !== undefined && !known.includes(key)) {
        problem(
          keyNode,
          `unknown key \`${key}\` in ${what}`,
          `known are ${known.map((name) => `\`${name}\``).join(", ")}`,
        );
      } else found.push({ key, keyNode, value: (pair.value as Node | null) ?? keyNode });
    }
    return found;
  }
  function items(node: Node | undefined, what: string): Node[] {
    if (isSeq(node)) return (node.items as (Node | null)[]).filter((item) => item !== null);
    problem(node, `${what} must be a list`, "write `[a, b]`, or one `- item` a line");
    return [];
  }
  /** Plain words, with their places; numbers are taken as they are written. */
  function words(node: Node | undefined, what: string): { readonly word: string; readonly node: Node }[] {
    return items(node, what).flatMap((item) => {
      const word = isScalar(item)
        ? String(typeof item.value === "string" ? item.value : (item.source ?? ""))
        : "";
      if (word.trim() !== "") return [{ word, node: item }];
      problem(item, `an item of ${what} is no word`, "write a word, quoted if it has signs in it");
      return [];
    });
  }
  function text1(node: Node | undefined, what: string): string | null {
    const value = isScalar(node) ? node.value : null;
    if ((typeof value === "string" || typeof value === "number") && String(value).trim() !== "")
      return String(value);
    problem(node, `${what} must be a text`, "give it a value on the same line");
    return null;
  }
  function number(node: Node | undefined, what: string, min: number, max: number): number | null {
    const value = isScalar(node) ? node.value : null;
    if (typeof value === "number" && value >= min && value <= max) return value;
    problem(
      node,
      `${what} must be a number in [${min}, ${max}], not \`${isScalar(node) ? String(node.source ?? node.value) : "…"}\``,
      "log-odds: 1 makes it 2.7 times as likely",
    );
    return null;
  }
  return {
    root: document.contents as Node | null,
    problems,
    problem,
    entries,
    items,
    words,
    text: text1,
    number,
  };
}
