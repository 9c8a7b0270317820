/** Where and how a condition breaks the grammar, as a person would say it. */
export interface SyntaxError {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string;
}

const TOKEN =
  /(?<space>\s+|\/\/[^\n]*)|(?<text>[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(?<number>0x[0-9a-fA-F]+u?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?u?)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<operator>&&|\|\||==|!=|<=|>=|[<>+\-*/%!?:.,()[\]{}])/y;

const CLOSES: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * The first error in the order of operands, operators and brackets, or null when this view finds none. The parser
 * itself backtracks and reports where it gave up, which is seldom where the mistake stands; this walk points at the mistake.
 */
export function findSyntaxError(text: string, depthMax: number): SyntaxError | null {
  const open: { bracket: string; at: number }[] = [];
  let operandNext = true;
  let afterDot = false;
  let previousEnd = 0;
  let unary = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return unreadable(text, at);
    const token = match[0];
    const start = at;
    const end = at + token.length;
    at = end;
    const groups = match.groups!;
    if (groups.space !== undefined) continue;
    if (afterDot && groups.word === undefined) {
      return { start, end, message: `a field name must follow the dot, not \`${token}\`` };
    }
    previousEnd = end;
    if (groups.operator === undefined) {
      if (token === "in" && !operandNext && !afterDot) {
        operandNext = true;
        continue;
      }
      if (!operandNext) return sideBySide(token, start, end);
      operandNext = false;
      afterDot = false;
      unary = 0;
      continue;
    }
    if (token === "(" || token === "[" || token === "{") {
      open.push({ bracket: token, at: start });
      if (open.length > depthMax) {
        return { start, end, message: `the condition is nested deeper than ${depthMax} levels` };
      }
      if (token !== "(" && !operandNext) {
        return { start, end, message: `\`${token}…\` after a value has no place in a condition` };
      }
      operandNext = true;
      // An empty list or call is closed at once.
      const rest = /\s*/y;
      rest.lastIndex = at;
      const next = at + rest.exec(text)![0].length;
      if (text[next] === CLOSES[token]) operandNext = false;
    } else if (token === ")" || token === "]" || token === "}") {
      const last = open.pop();
      if (last === undefined) return { start, end, message: `\`${token}\` closes nothing` };
      if (CLOSES[last.bracket] !== token) {
        return { start, end, message: `\`${token}\` does not close \`${last.bracket}\`` };
      }
      if (operandNext) return { start, end, message: `a value is missing before \`${token}\`` };
    } else if (operandNext) {
      if (token !== "-" && token !== "!") {
        return { start, end, message: `a value is missing before \`${token}\`` };
      }
      if (++unary > depthMax) {
        return { start, end, message: `the condition is nested deeper than ${depthMax} levels` };
      }
    } else if (token === "!") {
      return sideBySide(token, start, end);
    } else {
      operandNext = true;
      afterDot = token === ".";
    }
  }
  if (open.length > 0) {
    const { bracket, at: start } = open.at(-1)!;
    return { start, end: start + 1, message: `\`${bracket}\` is never closed` };
  }
  if (operandNext) {
    const start = Math.max(0, previousEnd - 1);
    return {
      start,
      end: Math.max(previousEnd, 1),
      message: "the condition ends where a value is expected",
    };
  }
  return null;
}

const SPOKEN: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!", is: "==" };

function sideBySide(token: string, start: number, end: number): SyntaxError {
  const message = `an operator is missing before \`${token}\``;
  const spoken = Object.hasOwn(SPOKEN, token.toLowerCase()) ? SPOKEN[token.toLowerCase()] : undefined;
  return spoken === undefined
    ? { start, end, message }
    : { start, end, message, hint: `CEL writes \`${spoken}\`` };
}

/** What people and input methods write, and CEL's way. */
const MEANT: Readonly<Record<string, string | undefined>> = {
  "=": "==",
  "&": "&&",
  "|": "||",
  "≥": ">=",
  "≧": ">=",
  "≤": "<=",
  "≦": "<=",
  "≠": "!=",
  "×": "*",
  "÷": "/",
  "－": "-",
  "−": "-",
  "＋": "+",
  "＊": "*",
  "／": "/",
  "＝": "==",
  "＞": ">",
  "＜": "<",
  "！": "!",
  "（": "(",
  "）": ")",
  "【": "[",
  "】": "]",
  "［": "[",
  "］": "]",
  "，": ",",
  "、": ",",
  "：": ":",
  "．": ".",
  "。": ".",
  "？": "?",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "　": " ",
};

function unreadable(text: string, at: number): SyntaxError {
  const char = String.fromCodePoint(text.codePointAt(at)!);
  const end = at + char.length;
  if (char === '"' || char === "'") {
    return { start: at, end: text.length, message: "the text is never closed", hint: `add \`${char}\`` };
  }
  const meant = MEANT[char];
  const message = `\`${char}\` has no place in a condition`;
  return meant === undefined
    ? { start: at, end, message }
    : { start: at, end, message, hint: `CEL writes \`${meant}\`` };
}
