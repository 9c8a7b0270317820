export type Encoding =
  | "utf-8"
  | "utf-8-bom"
  | "gbk"
  | "gb18030"
  | "utf-16le"
  | "utf-16be"
  | "big5"
  | "shift_jis"
  | "windows-1252";

const tables = new Map<string, Map<string, number[]>>();

/** Text → bytes. A character that the encoding lacks becomes `?`, as Excel writes it. */
export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === "utf-8") return Buffer.from(text, "utf8");
  if (encoding === "utf-8-bom") return Buffer.from(`\uFEFF${text}`, "utf8");
  if (encoding === "utf-16le") return Buffer.from(`\uFEFF${text}`, "utf16le");
  if (encoding === "utf-16be") return Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
  const table = tableOf(encoding);
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else bytes.push(...(table.get(char) ?? (encoding === "gb18030" ? fourBytes(code) : [0x3f])));
  }
  return Buffer.from(bytes);
}

/** Can the text stand in this encoding without a loss? */
export function fits(text: string, encoding: Encoding): boolean {
  if (encoding.startsWith("utf") || encoding === "gb18030") return true;
  const table = tableOf(encoding);
  for (const char of text) if (char.codePointAt(0)! >= 0x80 && !table.has(char)) return false;
  return true;
}

/** The runtime can decode but not encode these, so the table is its decoder turned round. */
function tableOf(encoding: Encoding): Map<string, number[]> {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder(encoding === "gb18030" ? "gbk" : encoding);
  const learn = (bytes: number[]): void => {
    const char = decoder.decode(Uint8Array.from(bytes));
    if ([...char].length === 1 && char !== "\uFFFD" && !table.has(char)) table.set(char, bytes);
  };
  for (let one = 0x80; one <= 0xff; one += 1) learn([one]);
  if (encoding !== "windows-1252")
    for (let lead = 0x81; lead <= 0xfe; lead += 1)
      for (let trail = 0x40; trail <= 0xfe; trail += 1) learn([lead, trail]);
  tables.set(encoding, table);
  return table;
}

/** GB18030 writes characters above U+FFFF (emoji) as four bytes that count up from 0x90308130. */
function fourBytes(code: number): number[] {
  if (code < 0x10000) return [0x3f];
  let rest = code - 0x10000;
  const last = 0x30 + (rest % 10);
  rest = Math.floor(rest / 10);
  const third = 0x81 + (rest % 126);
  rest = Math.floor(rest / 126);
  return [0x90 + Math.floor(rest / 10), 0x30 + (rest % 10), third, last];
}
