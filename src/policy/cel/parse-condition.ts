import { parse } from "@bufbuild/cel";
import { CONDITION_CHARS_MAX, CONDITION_DEPTH_MAX } from "../limits.ts";
import { findSyntaxError } from "./find-syntax-error.ts";

interface Span {
  /** Code units from the start of the condition; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}
/** A condition's syntax with the place of every part. Operators are calls named as they are written; `-x` is `neg`, `a ? b : c` is `?:`. */
export type CelNode = Span &
  (
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "text"; readonly value: string }
    | { readonly kind: "bool"; readonly value: boolean }
    | { readonly kind: "path"; readonly parts: readonly string[] }
    | { readonly kind: "list"; readonly items: readonly CelNode[] }
    | {
        readonly kind: "call";
        readonly name: string;
        readonly target: CelNode | null;
        readonly args: readonly CelNode[];
      }
  );

/** Something wrong in a condition, at [start, end) of its text. */
export interface ConditionError extends Span {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint?: string;
}

export type CelSyntax =
  | { readonly ok: true; readonly node: CelNode }
  | { readonly ok: false; readonly error: ConditionError };

/**
 * A CEL condition → its syntax, or the first syntax error with its place. The grammar is that of `@bufbuild/cel`'s
 * parser; what a condition has no use for (maps, messages, macros over lists, bytes, null) is refused here.
 */
export function parseCondition(text: string): CelSyntax {
  if (text.length > CONDITION_CHARS_MAX) {
    return failed(
      CONDITION_CHARS_MAX,
      text.length,
      `the condition is longer than ${CONDITION_CHARS_MAX} characters`,
    );
  }
  const found = findSyntaxError(text, CONDITION_DEPTH_MAX);
  if (found !== null) return failed(found.start, found.end, found.message, found.hint);
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(text);
  } catch (error) {
    const offset = parserOffset(error, text.length);
    return failed(offset, offset + 1, "the condition cannot be read here");
  }
  try {
    return { ok: true, node: convert(parsed.expr, parsed.sourceInfo?.positions ?? {}, text) };
  } catch (error) {
    if (error instanceof Refused) return failed(error.start, error.end, error.message, error.hint);
    throw error;
  }
}

type Expr = ReturnType<typeof parse>["expr"];
type Positions = Readonly<Record<string, number>>;

/** Internal to this file: carries the place of a part that is not part of the language out of the recursion. */
class Refused extends Error {
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;
  constructor(start: number, end: number, message: string, hint?: string) {
    super(message);
    this.start = start;
    this.end = end;
    this.hint = hint;
  }
}

const OPERATOR_NAMES: Readonly<Record<string, string>> = {
  "_&&_": "&&",
  "_||_": "||",
  "!_": "!",
  "-_": "neg",
  "_?_:_": "?:",
  "@in": "in",
  "_>_": ">",
  "_>=_": ">=",
  "_<_": "<",
  "_<=_": "<=",
  "_==_": "==",
  "_!=_": "!=",
  "_+_": "+",
  "_-_": "-",
  "_*_": "*",
  "_/_": "/",
  "_%_": "%",
};

function convert(expr: Expr, positions: Positions, text: string): CelNode {
  const at = positions[String(expr.id)] ?? 0;
  const { exprKind } = expr;
  switch (exprKind.case) {
    case "constExpr": {
      const start = skipSpace(text, at);
      const end = start + tokenLength(text, start);
      const { constantKind } = exprKind.value;
      switch (constantKind.case) {
        case "int64Value":
        case "uint64Value": {
          const value = Number(constantKind.value);
          if (Number.isSafeInteger(value)) return { kind: "number", value, start, end };
          throw new Refused(start, end, "a whole number beyond 2^53 cannot be held exactly");
        }
        case "doubleValue":
          if (Number.isFinite(constantKind.value))
            return { kind: "number", value: constantKind.value, start, end };
          throw new Refused(start, end, "the number is too large");
        case "stringValue":
          return { kind: "text", value: constantKind.value, start, end };
        case "boolValue":
          return { kind: "bool", value: constantKind.value, start, end };
        case "nullValue":
          throw new Refused(
            start,
            end,
            "`null` has no place in a condition",
            "ask `has(event.context.ip)` whether a field is there",
          );
        default:
          throw new Refused(start, end, "bytes have no place in a condition");
      }
    }
    case "identExpr": {
      const { name } = exprKind.value;
      const start = skipSpace(text, at);
      return { kind: "path", parts: [name.replace(/^\./, "")], start, end: start + name.length };
    }
    case "selectExpr": {
      const { operand, field, testOnly } = exprKind.value;
      const inner = convert(operand!, positions, text);
      const dot = /\s*\.\s*/y;
      dot.lastIndex = inner.end;
      const end = inner.end + (dot.exec(text)?.[0].length ?? 1) + field.length;
      if (inner.kind !== "path") {
        throw new Refused(inner.start, end, `\`.${field}\` can follow a field of the event only`);
      }
      const path: CelNode = { kind: "path", parts: [...inner.parts, field], start: inner.start, end };
      return testOnly
        ? { kind: "call", name: "has", target: null, args: [path], start: path.start, end: path.end }
        : path;
    }
    case "listExpr": {
      const items = exprKind.value.elements.map((item) => convert(item, positions, text));
      const start = skipSpace(text, at);
      const last = items.at(-1);
      return {
        kind: "list",
        items,
        start,
        end: last === undefined ? start + 2 : closing(text, last.end, "]"),
      };
    }
    case "callExpr": {
      const call = exprKind.value;
      const target = call.target === undefined ? null : convert(call.target, positions, text);
      const args = call.args.map((arg) => convert(arg, positions, text));
      const name = OPERATOR_NAMES[call.function] ?? call.function;
      const start = skipSpace(text, at);
      if (name === "_[_]") {
        throw new Refused(
          args[0]!.start,
          args[1]!.end + 1,
          "`[…]` after a value has no place in a condition",
        );
      }
      if (name === call.function) {
        const last = args.at(-1);
        const end = last === undefined ? start + name.length + 2 : closing(text, last.end, ")");
        return { kind: "call", name, target, args, start: target?.start ?? start, end };
      }
      const first = args[0]!;
      const from = name === "!" || name === "neg" ? Math.min(start, first.start) : first.start;
      // The sub-expression's own closing brackets are not part of its span; carets stay on what was written inside.
      return { kind: "call", name, target, args, start: from, end: args.at(-1)!.end };
    }
    case "comprehensionExpr":
      throw new Refused(at, at + 1, "`all`, `exists`, `map` and `filter` have no place in a condition");
    case "structExpr":
      throw new Refused(at, at + 1, "maps and messages have no place in a condition");
    default:
      throw new Refused(at, at + 1, "this has no place in a condition");
  }
}

function skipSpace(text: string, at: number): number {
  const space = /(?:\s|\/\/[^\n]*\n)*/y;
  space.lastIndex = at;
  return at + (space.exec(text)?.[0].length ?? 0);
}

function closing(text: string, from: number, bracket: string): number {
  const at = text.indexOf(bracket, from);
  return at < 0 ? from : at + 1;
}

const TOKEN =
  /-?(?:0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)u?|[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\w+/y;

function tokenLength(text: string, start: number): number {
  TOKEN.lastIndex = start;
  return Math.max(1, TOKEN.exec(text)?.[0].length ?? 1);
}

function parserOffset(error: unknown, length: number): number {
  const location = (error as { location?: { start?: { offset?: unknown } } } | null)?.location;
  const offset = location?.start?.offset;
  return typeof offset === "number" ? Math.min(offset, Math.max(0, length - 1)) : 0;
}

function failed(start: number, end: number, message: string, hint?: string): CelSyntax {
  const error = { severity: "error" as const, start, end, message };
  return { ok: false, error: hint === undefined ? error : { ...error, hint } };
}
