/** Units of a count since 1970. A word alone is no entry: it may be a column's name that is put in. */
const UNITS: Readonly<Record<string, string>> = {
  seconds: "秒",
  milliseconds: "毫秒",
  microseconds: "微秒",
  nanoseconds: "纳秒",
};

/** Why a count is not believed in one unit, and in which it would be. */
function countHints(): Readonly<Record<string, string>> {
  const others = { ...UNITS, "a spreadsheet's day number": "表格软件的日期序号" };
  return Object.fromEntries(
    Object.entries(UNITS).flatMap(([en, zh]) => [
      [
        `as ${en} this is …: events lie between 2000 and 2099`,
        `按${zh}计是 …：事件应在 2000 年至 2099 年之间`,
      ],
      ...Object.entries(others).map(([fit, fitZh]) => [
        `as ${en} this is …; as ${fit} it is …: the unit is \`…\``,
        `按${zh}计是 …；按${fitZh}计是 …：单位应为 \`…\``,
      ]),
    ]),
  );
}

/** Hints of refused records, English → Chinese; `…` stands for what is put in. */
export const HINT_WORDS: Readonly<Record<string, string>> = {
  // tables
  "the header names … fields, this record has …": "表头有 … 列，这一行有 … 列",
  "the header names … fields, this record has …: a text with `…` in it belongs in double quotes":
    "表头有 … 列，这一行有 … 列：含有 `…` 的文本须放在双引号内",
  "a record has at most … bytes": "一行最多 … 字节",
  "a quote opened here is not closed: double a quote that is meant as one":
    "此处的引号没有闭合：如引号本身是内容，请写两个",
  "a quote that opens here runs over lines … to …, of which … are rows by themselves: say `quotes: text` under `input:` where quotes mean nothing in this file, `quotes: fields` where these lines are one text":
    "此处的引号跨第 … 行到第 … 行，其中 … 行本身就是完整的行：若本文件的引号没有含义，请在 `input:` 下写 `quotes: text`；若这些行是同一段文本，请写 `quotes: fields`",
  "some bytes here are no text in this encoding: name the encoding (--encoding, as in gb18030, big5 or windows-1252)":
    "此处有字节不属于该编码：请指明编码（--encoding，例如 gb18030、big5 或 windows-1252）",
  "another table begins here, below the one whose header stands at row …; it is not read: `header_line: …` under `input:` reads it alone":
    "表头在第 … 行的表格下方，从这里起是另一张表，未读取：在 `input:` 下写 `header_line: …` 可单独读取",
  // lines
  "save the input as UTF-8": "请将输入保存为 UTF-8",
  "an event has at most … bytes": "一个事件最多 … 字节",
  "an event has at most … bytes; is the input one JSON array? then call it `.json`":
    "一个事件最多 … 字节；输入是一个 JSON 数组吗？若是，请用 `.json` 作扩展名",
  "… compressed bytes were read, … plain bytes came out; what stands before the break was delivered: fetch the file again":
    "已读取 … 个压缩字节，解压出 … 字节；中断之前的内容已处理：请重新获取文件",
  "the input ends inside this value: a bracket or quote is not closed":
    "输入在这个值中间结束：有括号或引号没有闭合",
  "the array is not closed: the file may be cut off": "数组没有闭合：文件可能不完整",
  'one event a line: `{"id":…}`': '每行一个事件：`{"id":…}`',
  "one JSON object a line": "每行一个 JSON 对象",
  "write a line break inside a string as `\\n`, and close every string":
    "字符串内的换行请写成 `\\n`，并闭合每个字符串",
  "at most … bytes, got … or more": "最多 … 字节，收到 … 字节或更多",
  "a control character at byte … must be escaped": "第 … 字节的控制字符须转义",
  "`\\u` at byte … needs four hexadecimal digits": "第 … 字节的 `\\u` 后须有四位十六进制数字",
  "no such escape at byte …": "第 … 字节：没有这种转义",
  "a number at byte … begins with 0": "第 … 字节的数字以 0 开头",
  "more text after the value, at byte …": "第 … 字节：值之后还有文本",
  "nest at most … levels": "最多嵌套 … 层",
  "keep one of the two": "请保留其中一个",
  "the line ends at byte …, expected …": "该行在第 … 字节处结束，应为 …",
  "unexpected text at byte …, expected …": "第 … 字节处的文本不合语法，应为 …",
  "a closing quote": "右引号",
  "a digit": "数字",
  "a value": "值",
  "a field name in quotes": "带引号的字段名",
  // fields
  "expected text, not …": "应为文本，而不是…",
  "expected …, not text": "应为…，而不是文本",
  "expected …, not …": "应为…，而不是…",
  "…: put it in quotes": "…：请加上引号",
  "an object": "对象",
  "a list": "数组",
  "a string": "文本",
  "a number": "数字",
  "a time": "时间",
  "true or false": "true 或 false",
  "every event needs `…`": "每个事件都必须有 `…`",
  "`…` was screened with `…` before: give each payment an id of its own":
    "`…` 此前筛查时为 `…`：请为每笔付款使用单独的编号",
  "`…` is the id of an event of type `…`: give each payment an id of its own":
    "`…` 是类型为 `…` 的事件的编号：请为每笔付款使用单独的编号",
  "empty in this row: …": "这一行为空：…",
  "this is Python's way of writing, no JSON: names and texts stand in double quotes; write each row by `…`":
    "这是 Python 的写法，不是 JSON：字段名和文本须用双引号；请用 `…` 写出每一行",
  "this is JavaScript's way of writing, no JSON: names stand in double quotes; write the rows by `…`":
    "这是 JavaScript 的写法，不是 JSON：字段名须用双引号；请用 `…` 写出",
  "`…` is no JSON: write `…`": "`…` 不是 JSON：请写成 `…`",
  "a status report repeats `…` of its payment, or goes to `/v1/payments/screen` of an engine that knows the payment by the id in `order`":
    "状态报文须重复其付款的 `…`，或提交到已知该付款（编号见 `order`）的引擎的 `/v1/payments/screen`",
  "no payment `…` is known: send that payment first under this id, or repeat its payer, payee, amount and currency":
    "没有编号为 `…` 的付款：请先以该编号提交那笔付款，或在报文中重复付款方、收款方、金额与币种",
  "there is `…`: did you mean `…`?": "现有 `…`：是否指 `…`？",
  "did you mean `…`?": "是否指 `…`？",
  "one of …": "可选 …",
  "a number with an exponent has lost digits: send the id as text":
    "科学计数法的数字已丢失位数：请以文本发送编号",
  "export the ids as text: a spreadsheet, or a column of decimals, has cut their last digits":
    "请以文本格式导出编号：表格软件或小数列截去了末尾的数字",
  "an escape gives half of a character": "转义序列只给出半个字符",
  "at most … bytes, this has …": "最多 … 字节，这里有 … 字节",
  "at most … bytes": "最多 … 字节",
  "IPv4 or IPv6 text, or a hash of it": "应为 IPv4 或 IPv6 地址的文本，或其哈希",
  "a whole number from 0 to …": "应为 0 到 … 的整数",
  "a whole number from … to …": "应为 … 到 … 的整数",
  "a number from … to …": "应为 … 到 … 的数字",
  "a number above … to …": "应为大于 … 且不超过 … 的数字",
  "…: money given back is a payment of its own with `refund_of`": "…：退款应另记一笔付款，并带 `refund_of`",
  "…, in the currency's minor unit: 6.60 yuan are `660`, 100 yen are `100`":
    "…，以货币的最小单位计：6.60 元写作 `660`，100 日元写作 `100`",
  "three capital letters (ISO 4217), as in `CNY`": "应为三个大写字母（ISO 4217），例如 `CNY`",
  "a currency of ISO 4217; …": "应为 ISO 4217 货币代码；…",
  "a currency of ISO 4217, not `…`": "应为 ISO 4217 货币代码，而不是 `…`",
  "a decimal amount from 0 on, as in `12.50`": "应为不小于 0 的金额，例如 `12.50`",
  "at most … decimals in …": "… 位小数以内（…）",
  "yes or no, as in `1` and `0`, `true`, `是`": "应为是或否，例如 `1` 和 `0`、`true`、`是`",
  "the number of the network, as in `4134` or `AS4134`": "应为网络的编号，例如 `4134` 或 `AS4134`",
  "a number: the mapping says `unit: …`": "应为数字：映射写明了 `unit: …`",
  "a … cannot be taken back by an event": "`…` 不能由事件撤回",
  // times
  "milliseconds are whole numbers": "毫秒应为整数",
  "milliseconds since 1970": "应为 1970 年以来的毫秒数",
  "milliseconds since 1970 are a number: leave out the quotes": "1970 年以来的毫秒数是数字：请去掉引号",
  "as milliseconds this is …; …": "按毫秒计是 …；…",
  ...countHints(),
  "as seconds it is …: multiply by 1000": "按秒计是 …：请乘以 1000",
  "events lie between 2000 and 2099": "事件应在 2000 年至 2099 年之间",
  "the year …": "… 年",
  "no date at all": "不成日期",
  "a date alone is no time: write `…`": "只有日期不是时间：请写 `…`",
  "add a zone: `Z` for UTC, or an offset such as `+08:00`": "请加上时区：UTC 写 `Z`，或写偏移，例如 `+08:00`",
  "hours run from 00 to 23: midnight is 00:00 of the next day": "小时为 00 到 23：午夜写作次日 00:00",
  "times begin with 1970": "时间不早于 1970 年",
  "times end before 2100": "时间须早于 2100 年",
  "the calendar has no such day or time of day": "没有这一天或这一时刻",
  "write RFC 3339, as in `2026-11-22T12:00:00.123Z`, or whole milliseconds since 1970 as a number":
    "请写 RFC 3339 时间，例如 `2026-11-22T12:00:00.123Z`，或 1970 年以来的毫秒整数",
  "the zone is missing: give `zone`, as in `zone: Asia/Shanghai` or `+08:00`":
    "缺少时区：请写明 `zone`，例如 `zone: Asia/Shanghai` 或 `+08:00`",
  "`…` is no zone: …": "`…` 不是时区：…",
  "`…` means several zones: write an offset as in `+08:00`, or a place as in `Asia/Shanghai`":
    "`…` 可指多个时区：请写偏移，例如 `+08:00`，或写地点，例如 `Asia/Shanghai`",
  "an offset as in `+08:00`, a place as in `Asia/Shanghai`, or `UTC`":
    "请写偏移（例如 `+08:00`）、地点（例如 `Asia/Shanghai`）或 `UTC`",
  "the calendar has no `…`": "日历中没有 `…`",
  "day and month cannot be told apart: give `order: dmy`, `mdy` or `ymd`":
    "分不清日和月：请写明 `order: dmy`、`mdy` 或 `ymd`",
  "times are written as in `2026-11-22 12:00:00`; give `format` for another way":
    "时间写法如 `2026-11-22 12:00:00`；其他写法请用 `format` 指明",
  "this is not written as the format `…` says": "写法与格式 `…` 不符",
  "a spreadsheet's day number lies between 36526 (2000) and 73050 (2099)":
    "表格软件的日期序号应在 36526（2000 年）到 73050（2099 年）之间",
  "this counts from when the page was read: export the time itself":
    "这是相对于浏览时刻的时间：请导出时间本身",
  "the year is missing: export the whole date": "缺少年份：请导出完整日期",
  "a spreadsheet rounded this number: format the column as text before it is saved":
    "表格软件已将此数四舍五入：保存前请将该列设为文本格式",
  "at most … minutes ahead of the receiver, whose clock says …: check the sender's clock (…)":
    "最多可比接收方时钟快 … 分钟（接收方时钟为 …）：请检查发送方时钟（…）",
  // accounts
  "every row names its account": "每一行都要写明账号",
  "one row an account; the first was kept": "每个账号一行；已保留第一行",
  "a row that adds up the others, no event: nothing is lost": "合计行，不是事件：没有丢失任何记录",
  "a total or a remark below the table, no account": "表格下方的合计或说明，不是账号",
  // CloudEvents
  "a CloudEvent is one JSON object": "CloudEvent 应为一个 JSON 对象",
  "each attribute once": "每个属性只能出现一次",
  "the event as a JSON object in `data`": "`data` 中应有一个 JSON 对象形式的事件",
  "the event as a JSON object": "应为 JSON 对象形式的事件",
  "percent-encoded UTF-8": "应为百分号编码的 UTF-8",
  "required by CloudEvents 1.0": "CloudEvents 1.0 要求有此属性",
};
