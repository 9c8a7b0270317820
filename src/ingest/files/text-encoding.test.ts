import { describe, expect, it } from "vitest";
import { encodingByLabel, guessedEncoding, markedEncoding, utf8Pieces } from "./text-encoding.ts";

/** 时间,用户 · 张三 · 联通, 一 in GBK; 用戶 in Big5. */
const GBK_HEADER = Buffer.from([0xca, 0xb1, 0xbc, 0xe4, 0x2c, 0xd3, 0xc3, 0xbb, 0xa7, 0x0a]);
const GBK_NAME = Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]);
const BIG5_USER = Buffer.from([0xa5, 0xce, 0xa4, 0xe1, 0xae, 0xc9, 0xb6, 0xa1, 0xb5, 0xf8, 0xc0, 0x57]);

async function read(
  bytes: Uint8Array,
  size: number,
  given: string | null = null,
): Promise<[string | Buffer, string]> {
  const out: Buffer[] = [];
  let told = "";
  const pieces = (async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  })();
  for await (const piece of utf8Pieces(pieces, given, (encoding) => (told = encoding))) out.push(piece);
  const whole = Buffer.concat(out);
  return [whole.includes(0xff) ? whole : whole.toString("utf8"), told];
}
const wide = (text: string, swap: boolean): Buffer => {
  const bytes = Buffer.from(text, "utf16le");
  return swap ? bytes.swap16() : bytes;
};

describe("guessedEncoding", () => {
  it.each<[string, Buffer, string | null]>([
    ["UTF-8", Buffer.from("张三,é"), "utf-8"],
    ["UTF-8 cut in a character", Buffer.from("用户张三").subarray(0, 10), "utf-8"],
    [
      "UTF-8 with one damaged byte",
      Buffer.concat([Buffer.from("张三李四"), Buffer.from([0xb0, 0x2c])]),
      "utf-8",
    ],
    ["GBK", GBK_HEADER, "gb18030"],
    ["one name in GBK", GBK_NAME, "gb18030"],
    [
      "GBK with an emoji of GB18030",
      Buffer.concat([GBK_NAME, Buffer.from([0x94, 0x39, 0xfc, 0x36])]),
      "gb18030",
    ],
    ["Big5", BIG5_USER, "big5"],
    ["Latin letters of Windows", Buffer.from("Andr\xe9s,Jos\xe9 Mu\xf1oz", "latin1"), "windows-1252"],
    ["one letter of it", Buffer.from("likes,Zo\xeb,3\n", "latin1"), "windows-1252"],
    [
      "German with quotes and a price",
      Buffer.from("\x84sch\xf6n\x93 f\xfcr 5 \x80, gr\xfc\xdfe", "latin1"),
      "windows-1252",
    ],
    [
      "Polish",
      Buffer.from("Pawe\xb3 Micha\xb3owski, Gra\xbfyna W\xf3jcik, ksi\xb9\xbfka", "latin1"),
      "windows-1250",
    ],
    [
      "Russian",
      Buffer.from("\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0", "latin1"),
      "windows-1251",
    ],
    [
      "Russian of Unix",
      Buffer.from("\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1", "latin1"),
      "koi8-r",
    ],
    [
      "Japanese of Windows",
      Buffer.from("\x82\xb7\x82\xb2\x82\xa2\x81I\x93\xae\x89\xe6", "latin1"),
      "shift_jis",
    ],
    [
      "Japanese of Unix",
      Buffer.from(
        "\xa4\xb9\xa4\xb4\xa4\xa4\xc6\xb0\xb2\xe8\xa4\xc7\xa4\xb9\xa4\xcd\xc0\xb5\xcd\xfd",
        "latin1",
      ),
      "euc-jp",
    ],
    [
      "Chinese with a name in Japanese letters",
      Buffer.concat([
        Buffer.from(
          "\xd7\xa2\xb2\xe1\xca\xb1\xbc\xe4\xd3\xc3\xbb\xa7\xb5\xe3\xd4\xde\xc6\xc0\xc2\xdb\xca\xd3\xc6\xb5",
          "latin1",
        ),
        Buffer.from("\xa4\xb5", "latin1"),
      ]),
      "gb18030",
    ],
    // Names of columns alone: 좋아요 시간, 日時, いいね日時, 按讚時間, 点赞时间.
    [
      "a Korean header",
      Buffer.from(
        "\xc1\xc1\xbe\xc6\xbf\xe4 \xbd\xc3\xb0\xa3,\xbb\xe7\xbf\xeb\xc0\xdaID,\xb0\xd4\xbd\xc3\xb9\xb0ID",
        "latin1",
      ),
      "euc-kr",
    ],
    [
      "Korean laughter, which is kana in another encoding",
      Buffer.from(
        "\xbb\xe7\xbf\xeb\xc0\xda,\xb3\xbb\xbf\xeb \xc8\xab\xb1\xe6\xb5\xbf,\xb4\xeb\xb9\xda \xa4\xbb\xa4\xbb\xa4\xbb",
        "latin1",
      ),
      "euc-kr",
    ],
    [
      "a Japanese header",
      Buffer.from("\xc6\xfc\xbb\xfe,\xa5\xe6\xa1\xbc\xa5\xb6\xa1\xbcID,\xc6\xb0\xb2\xe8ID", "latin1"),
      "euc-jp",
    ],
    [
      "one of Windows",
      Buffer.from(
        "\x82\xa2\x82\xa2\x82\xcb\x93\xfa\x8e\x9e,\x89\xef\x88\xf5\x94\xd4\x8d\x86,\x93\x8a\x8de\x94\xd4\x8d\x86",
        "latin1",
      ),
      "shift_jis",
    ],
    [
      "a header of Taiwan",
      Buffer.from(
        "\xab\xf6\xc6g\xae\xc9\xb6\xa1,\xa8\xcf\xa5\xce\xaa\xcc\xbds\xb8\xb9,\xbcv\xa4\xf9\xbds\xb8\xb9",
        "latin1",
      ),
      "big5",
    ],
    [
      "a header of China",
      Buffer.from("\xb5\xe3\xd4\xde\xca\xb1\xbc\xe4,\xd3\xc3\xbb\xa7ID,\xca\xd3\xc6\xb5ID", "latin1"),
      "gb18030",
    ],
    ["one damaged byte", Buffer.from([0xb0, 0x2c]), null],
  ])("%s", (_name, bytes, wanted) => expect(guessedEncoding(bytes)).toBe(wanted));
});

describe("markedEncoding", () => {
  it.each<[string, Uint8Array, string | null]>([
    ["a mark of UTF-8", Buffer.from("\ufeffa"), "utf-8"],
    ["a mark of UTF-16", wide("\ufeffa", false), "utf-16le"],
    ["a mark of UTF-16 big end first", wide("\ufeffa", true), "utf-16be"],
    ["no mark, zeros behind letters", wide("time,user,视频\n1,2,3\n", false), "utf-16le"],
    ["no mark, zeros before letters", wide("time,user,视频\n1,2,3\n", true), "utf-16be"],
    ["plain text", Buffer.from("time,user"), null],
    ["zeros alone", Buffer.alloc(64), null],
  ])("%s", (_name, bytes, wanted) => expect(markedEncoding(bytes)).toBe(wanted));
});

describe("utf8Pieces", () => {
  it.each([1, 2, 3, 1000])("reads in pieces of %i bytes", async (size) => {
    expect(await read(Buffer.from("id,名\n1,张三\n"), size)).toEqual(["id,名\n1,张三\n", "utf-8"]);
    expect(await read(wide("\ufeffid,名\n1,张三👍\n", false), size === 1 ? 2 : size + (size % 2))).toEqual([
      "id,名\n1,张三👍\n",
      "utf-16le",
    ]);
  });
  it("an English header above Chinese rows far below is no trap", async () => {
    const rows = Buffer.from(`time,user\n${"2026-11-15,u1\n".repeat(30_000)}`);
    const [text, told] = await read(Buffer.concat([rows, GBK_NAME, Buffer.from("\n")]), 100_000);
    expect([told, (text as string).endsWith("u1\n张三\n")]).toEqual(["gb18030", true]);
  });
  it("marks what is no character, so that its record is rejected", async () => {
    const [bytes] = await read(Buffer.concat([GBK_NAME, Buffer.from([0xff, 0x2c]), GBK_NAME]), 1000);
    expect(Buffer.isBuffer(bytes)).toBe(true);
  });
  it("takes the encoding that is given, but believes a mark", async () => {
    expect(await read(BIG5_USER, 100, "big5")).toEqual(["用戶時間視頻", "big5"]);
    expect((await read(Buffer.from("\ufeff张"), 100, "gb18030"))[1]).toBe("utf-8");
    expect(await read(Buffer.from("Andr\xe9s", "latin1"), 100, "windows-1252")).toEqual([
      "Andrés",
      "windows-1252",
    ]);
  });
  it("reads the line ends of the old Macintosh", async () => {
    expect(await read(Buffer.from("a,b\r1,2\r"), 100)).toEqual(["a,b\n1,2\n", "utf-8"]);
  });
});

describe("encodingByLabel", () => {
  it.each([
    ["GBK", "gb18030"],
    ["gb2312", "gb18030"],
    ["UTF-16", "utf-16le"],
    ["utf8", "utf-8"],
    ["ansi", "gb18030"],
    ["Big5", "big5"],
  ])("%s", (label, wanted) => expect(encodingByLabel(label)).toBe(wanted));
  it("refuses another word and names some", () => {
    expect(() => encodingByLabel("klingon")).toThrow(/`klingon`.*gb18030/);
  });
});
