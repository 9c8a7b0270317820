import { CODES, type Code } from "../nouns/codes.ts";
import { EXCHANGE_DETAILS } from "./exchange-error-words.ts";
import { inChinese, phrases } from "./fill-words.ts";
import { HINT_WORDS } from "./hint-words.ts";
import type { Language } from "./language.ts";

/** Details and hints of errors, English → Chinese; `…` stands for what is put in. What has no entry is told in English. */
const DETAILS: Readonly<Record<string, string>> = {
  "there is no such file": "没有这个文件",
  "permission denied": "没有权限",
  "it is a folder: name a file in it": "这是一个目录：请指明其中的文件",
  "policy `…`: …": "策略 `…`：…",
  "mapping `…`: …": "映射 `…`：…",
  "model `…`: …": "模型 `…`：…",
  "`…`: one of …": "`…`：应为 … 之一",
  "`…`: …": "`…`：…",
  "`…` has no bytes": "`…` 没有内容",
  "`…` has no rows": "`…` 没有数据行",
  "`…` has no header line": "`…` 没有表头",
  "`…` has no events in it": "`…` 中没有事件",
  "`…` is a folder: name a file in it": "`…` 是目录：请指明其中的文件",
  "`…` is a zip archive (or a workbook): unpack it, or export CSV":
    "`…` 是压缩包（或工作簿）：请解压，或导出为 CSV",
  "… files of the folders are no input and were passed over: …": "目录中有 … 个文件不是可读的输入，已跳过：…",
  "`…` holds events as they stand and is read without …, which is for the others":
    "`…` 本身就是事件，不用 … 读取（该映射用于其余文件）",
  "`…` is a RAR archive: unpack it first": "`…` 是 RAR 压缩包：请先解压",
  "`…` is a 7z archive: unpack it first": "`…` 是 7z 压缩包：请先解压",
  "`…` is a tar archive: unpack it first": "`…` 是 tar 归档：请先解开",
  "`…` is compressed with bzip2: unpack it, or compress with gzip or zstd":
    "`…` 是 bzip2 压缩的：请解压，或改用 gzip、zstd",
  "`…` is compressed with xz: unpack it, or compress with gzip or zstd":
    "`…` 是 xz 压缩的：请解压，或改用 gzip、zstd",
  "`…` is compressed with lz4: unpack it, or compress with gzip or zstd":
    "`…` 是 lz4 压缩的：请解压，或改用 gzip、zstd",
  "`…` is a PDF: export the table as CSV or .xlsx": "`…` 是 PDF：请把表格导出为 CSV 或 .xlsx",
  "`…` is Avro: export CSV, NDJSON or Parquet": "`…` 是 Avro：请导出 CSV、NDJSON 或 Parquet",
  "`…` is ORC: export CSV, NDJSON or Parquet": "`…` 是 ORC：请导出 CSV、NDJSON 或 Parquet",
  "`…` is an SQLite database: export the table as CSV": "`…` 是 SQLite 数据库：请把该表导出为 CSV",
  "`…` is protected with a password: open it, save it without one, and give that file":
    "`…` 有密码保护：请打开后去掉密码另存，再给出那个文件",
  "`…` is a workbook of Excel 97 to 2003 (.xls): open it and save it as .xlsx or CSV":
    "`…` 是 Excel 97 至 2003 的工作簿（.xls）：请打开后另存为 .xlsx 或 CSV",
  "`…` is no text: its first bytes hold zeros. One of … is read": "`…` 不是文本：开头有零字节。可读的格式：…",
  "`…` is a document (RTF): export the table as CSV or .xlsx": "`…` 是 RTF 文档：请把表格导出为 CSV 或 .xlsx",
  "`…` is a web archive (MHTML): open it in a spreadsheet, save it as .xlsx or CSV":
    "`…` 是网页归档（MHTML）：请用电子表格打开，另存为 .xlsx 或 CSV",
  "`…` holds contacts or a calendar, no table: export CSV": "`…` 是通讯录或日历，不是表格：请导出 CSV",
  "`…` is encrypted (PGP): decrypt it first": "`…` 已加密（PGP）：请先解密",
  "`…` is a pointer of Git LFS, not the file itself: fetch it by `…`":
    "`…` 是 Git LFS 指针，不是文件本身：请用 `…` 取回",
  "`…` is a binary workbook (.xlsb): save it as .xlsx or CSV":
    "`…` 是二进制工作簿（.xlsb）：请另存为 .xlsx 或 CSV",
  "`…` is an OpenDocument file (.ods): save it as .xlsx or CSV":
    "`…` 是 OpenDocument 表格（.ods）：请另存为 .xlsx 或 CSV",
  "`…` begins like a workbook or zip archive, but cannot be opened (…): fetch or save it again":
    "`…` 开头像工作簿或压缩包，但无法打开（…）：请重新获取或保存",
  "`…` has no rows that can be read: … at line …, …": "`…` 没有可读的行（首先是 …，第 … 行：…）",
  "`…` has no rows that can be read": "`…` 没有可读的行",
  "`…` has no rows: its list `…` is empty": "`…` 没有数据行：列表 `…` 是空的",
  "`…` is a web page without a table of data, as a login or an error page is: export the file again":
    "`…` 是不含数据表格的网页（例如登录页或错误页）：请重新导出",
  "`…` is a workbook of Excel 2003 in XML without a table of data: export the file again":
    "`…` 是 Excel 2003 的 XML 工作簿，其中没有数据表格：请重新导出",
  "`…` is a zip archive in which no file is read by its name (.csv, .txt, .json, .xlsx and the like); it holds …":
    "`…` 是压缩包，其中没有可读的文件（.csv、.txt、.json、.xlsx 等）；里面是 …",
  "`…` is protected with a password: unpack it, and give the files in it":
    "`…` 有密码保护：请先解压，再给出其中的文件",
  "`…` holds … files where one is read: name it, as in …": "`…` 中有 … 个文件，这里只读一个：请指明，例如 …",
  "`…` holds no file `…`": "`…` 中没有文件 `…`",
  "`…` holds more than … bytes: unpack the archive": "`…` 超过 … 字节：请先解压压缩包",
  "`…`: Parquet inside an archive is not read: unpack it": "`…`：压缩包里的 Parquet 不能直接读取：请先解压",
  "`…` is no whole XML (…): save it again": "`…` 不是完整的 XML（…）：请重新保存",
  "`…` is a web page or XML (some tools call that `.xls`): open it in a spreadsheet, save it as .xlsx or CSV":
    "`…` 是网页或 XML（有些工具称之为 `.xls`）：请用电子表格打开，另存为 .xlsx 或 CSV",
  "`…` is called Parquet, but is none by its first bytes": "`…` 名为 Parquet，但开头字节不是",
  "`…` is neither JSON nor Parquet by its first bytes: name the format (…)":
    "`…` 的开头字节既不是 JSON 也不是 Parquet：请指明格式（…）",
  "`…` cannot be read as Parquet: …": "`…` 无法按 Parquet 读取：…",
  "`…` breaks after row … of …; …": "`…` 在第 … 行（共 … 行）之后中断；…",
  "`…` breaks off after … plain bytes: fetch the file again": "`…` 解压出 … 字节后中断：请重新获取文件",
  "`…` lacks columns that … reads: …; …": "`…` 缺少 … 要读取的列：…；…",
  "`…` has the column `…` … times: write … in the mapping": "`…` 中列 `…` 出现 … 次：请在映射中写明 …",
  "`…` has … error(s)\n\n…": "`…` 有 … 处错误\n\n…",
  "the lexicon `…` has … error(s)\n\n…": "词库 `…` 有 … 处错误\n\n…",
  "`…` do not go together\n\n…": "`…` 不能合在一起使用\n\n…",
  "`…` has no column …; …: give a mapping (--map)": "`…` 没有列 …；…：请给出映射（--map）",
  "`…`: Parquet is read from an uncompressed file, not from a pipe":
    "`…`：Parquet 须从未压缩的文件读取，不能从管道读取",
  "no data folder `…`; name it with `--data`": "没有数据目录 `…`；请用 `--data` 指明",
  "no identifiers `…`: some of …": "没有标识 `…`：可选 …",
  "no shipped policy is named `…` (there are …); a file of yours is told by its path, as in …":
    "没有名为 `…` 的自带策略（现有 …）；自己的文件请写路径，例如 …",
  "no such encoding `…`: as in …": "没有编码 `…`：例如 …",
  "nothing answers at `…`": "`…` 没有应答",
  "what answers at `…` is no engine": "在 `…` 应答的不是引擎",
  "key file `…` holds `…` bytes: at least …, as `…` gives":
    "密钥文件 `…` 只有 `…` 字节：至少 …，可用 `…` 生成",
  "no labels: give a file of them (--labels) or their column (--label-column)":
    "没有标签：请给出标签文件（--labels）或标签列（--label-column）",
  "is empty: it is no ONNX model": "是空文件：不是 ONNX 模型",
  "an event has at most … bytes, this one has …": "一个事件最多 … 字节，这个有 …",
  "the columns are …": "现有的列：…",
};
const PHRASES = phrases({ ...EXCHANGE_DETAILS, ...HINT_WORDS, ...DETAILS });

/** The detail of an error or the hint of a refused record, in the language asked for, where there are words for it. */
export function detailText(detail: string, language: Language): string {
  return language === "en" ? detail : (inChinese(detail, PHRASES) ?? detail);
}

/** An error in one line: what its code means, then what it was about. */
export function errorText(code: Code, detail: string, language: Language): string {
  return language === "en"
    ? `${CODES[code].en}: ${detail}`
    : `${CODES[code].zh}：${detailText(detail, language)}`;
}
