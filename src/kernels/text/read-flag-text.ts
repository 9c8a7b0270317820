/** Words that say yes or no, as exports of many tools write them. */
const YES = ["1", "true", "t", "yes", "y", "on", "是", "有", "真", "对", "已", "✓", "✔", "√", "☑", "checked"];
const NO = [
  "0",
  "false",
  "f",
  "no",
  "n",
  "off",
  "否",
  "无",
  "没有",
  "假",
  "不",
  "不是",
  "未",
  "✗",
  "✘",
  "×",
  "☐",
  "unchecked",
];
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...YES.map((word) => [word, true] as const),
  ...NO.map((word) => [word, false] as const),
]);

/** `True`, `yes`, `1`, `1.0`, `是`, `✓` → true; `False`, `0`, `否` → false; null for what says neither. */
export function readFlagText(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  const known = FLAGS.get(word) ?? FLAGS.get(word.normalize("NFKC"));
  if (known !== undefined) return known;
  return /^[01]\.0+$/.test(word) ? word.startsWith("1") : null;
}
