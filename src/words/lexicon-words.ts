import { inChinese, phrases } from "./fill-words.ts";

/** What is wrong with a lexicon of remarks, English → Chinese: one entry a text, `…` for what the code puts in. */
const LEXICON_WORDS: Readonly<Record<string, string>> = {
  "the file has more than … characters": "文件超过 … 个字符",
  "is it a lexicon?": "这是词库文件吗？",
  "the lexicon": "词库",
  "the lexicon lacks `…`": "词库缺少 `…`",
  "add `…:`": "请补上 `…:`",
  "the group `…`": "词组 `…`",
  "the group `…` lacks `…`": "词组 `…` 缺少 `…`",
  "… words, more than …": "共 … 个词，超过 … 个",
  "… phrases, more than …": "共 … 个短语，超过 … 个",
  "take some out": "请删去一些",
  "take one out": "请删去一个",
  "`…` cancels `…`, which is no group": "`…` 的 `cancels` 写了 `…`，没有这个词组",
  "groups are …": "现有词组：…",
  "no such class `…`": "没有这个类别：`…`",
  "one of …": "可选：…",
  "`match` is `class` or `plain`, not `…`": "`match` 只能是 `class` 或 `plain`，不能是 `…`",
  "class: by sound and shape too": "`class` 表示也按读音和字形匹配",
  "nothing is left of `…` when it is compared": "`…` 比较时没有可用的字符",
  "write letters, digits or a picture": "请写文字、数字或表情",
  "a word of … characters": "这个词有 … 个字",
  "at most …": "最多 … 个",
  "`…` stands twice in `…`": "`…` 在 `…` 中出现两次",
  "`…` is not one picture": "`…` 不是单个表情",
  "skin tones and joined pictures are left out": "不含肤色与组合表情",
  "not valid YAML": "不是有效的 YAML",
  "aliases are not accepted in a lexicon": "词库中不能使用 YAML 别名",
  "write the value out": "请把值写全",
  "… must be entries `name: value`": "… 必须是 `名称: 值` 的条目",
  "indent its entries below it": "请把条目缩进写在它下面",
  "a name must be plain text": "名称必须是普通文字",
  "write `name: value`": "请写成 `名称: 值`",
  "unknown key `…` in …": "不认识的键 `…`，位于：…",
  "known are …": "可用的键：…",
  "… must be a list": "… 必须是列表",
  "write `[a, b]`, or one `- item` a line": "请写成 `[a, b]`，或每行一个 `- 项`",
  "an item of … is no word": "… 中有一项不是词",
  "write a word, quoted if it has signs in it": "请写一个词，含符号时加引号",
  "… must be a text": "… 必须是文字",
  "give it a value on the same line": "请在同一行写出值",
  "… must be a number in […, …], not `…`": "… 必须是 […, …] 之内的数字，不能是 `…`",
  "log-odds: 1 makes it 2.7 times as likely": "对数几率：加 1 即可能性变为 2.7 倍",
};

const PHRASES = phrases(LEXICON_WORDS);

/** A message or hint about a lexicon in Chinese; as it is where there are no words for it. */
export function lexiconInChinese(text: string): string {
  return inChinese(text, PHRASES) ?? text;
}
