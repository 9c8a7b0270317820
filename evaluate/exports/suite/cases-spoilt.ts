import { at, each } from "./edit-table.ts";
import { roundedNumber, SPOILT_IDS, scientific } from "./spoilt-ids.ts";
import { type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";

/** Tables that another program spoilt or bent, and tables of which a row is several events. */
const SPECS: readonly TableSpec[] = [
  {
    name: "odd-ids-rounded",
    layout: "likes-zh",
    rows: 800,
    time: "excel-zh",
    about: "ids end in zeros: Excel kept 15 digits",
    edit: (table) => {
      each(table, "点赞用户ID", (id) => BigInt(roundedNumber(id)).toString());
      each(table, "作品ID", (id) => BigInt(roundedNumber(id)).toString());
      return undefined;
    },
    truth: SPOILT_IDS,
  },
  {
    name: "odd-ids-scientific",
    layout: "likes-zh",
    rows: 800,
    time: "excel-zh",
    encoding: "gbk",
    about: "ids as 7.41235E+18",
    edit: (table) => {
      each(table, "点赞用户ID", scientific);
      each(table, "作品ID", scientific);
      return undefined;
    },
    truth: SPOILT_IDS,
  },
  {
    name: "odd-floats-as-ids",
    layout: "likes-en",
    rows: 1000,
    time: "iso-z",
    person: "digits10",
    target: "digits10",
    about: "half of the ids have .0, as pandas writes a column with gaps",
    edit: (table) => {
      each(table, "user_id", (id, i) => (i % 2 === 0 ? `${id}.0` : id));
      return undefined;
    },
    truth: { shouldSay: [{ about: "7 and 7.0 are one", patterns: ["\\.0"] }] },
  },
  {
    name: "odd-two-header-lines",
    layout: "likes-zh",
    rows: 600,
    time: "dashed",
    about: "group names stand in a line above the header",
    style: { preamble: ["用户信息,,行为信息,作品信息,"] },
  },
  {
    name: "odd-header-again",
    layout: "likes-zh",
    rows: 800,
    time: "dashed",
    about: "three exports were pasted below each other, headers and all",
    edit: (table) => {
      const middle = Math.floor(table.rows.length / 3);
      for (const i of [2 * middle, middle])
        table.rows.splice(i, 0, { act: table.rows[i]!.act, cells: [...table.header] });
      return undefined;
    },
    truth: { refusedRows: [{ count: 2, why: "a header is no act" }] },
  },
  {
    name: "odd-nul-bytes",
    layout: "likes-en",
    rows: 500,
    time: "iso-z",
    about: "a device column padded with NUL characters",
    edit: (table) => {
      each(table, "device_id", (device) => `${device}\u0000\u0000`);
      return undefined;
    },
  },
  {
    name: "odd-semicolons-in-texts",
    layout: "target-link",
    rows: 900,
    time: "dashed",
    about: "commas delimit, semicolons and tabs stand in the texts",
    edit: (table) => {
      each(table, "评论内容", (text, i) => (i % 2 === 0 ? `${text};好;很好;\t真好` : text));
      return undefined;
    },
  },
  {
    name: "odd-unlikes",
    layout: "mixed-zh",
    rows: 1500,
    time: "dashed",
    about: "one like in twenty is taken back later: 取消点赞",
    edit: (table) => {
      const type = at(table, "行为类型");
      const likes = table.rows.filter((row) => row.act.type === "like").filter((_, i) => i % 20 === 0);
      for (const row of likes) {
        const cells = [...row.cells];
        cells[type] = "取消点赞";
        cells[0] = "2026-11-28 23:00:00";
        table.rows.push({ act: row.act, cells });
      }
      const like = table.rows.filter((row) => row.cells[type] === "点赞").length;
      return {
        events: table.rows.length,
        types: { unlike: likes.length, like },
        toUtc: null,
      };
    },
  },
  {
    name: "odd-flags",
    layout: "plays-zh",
    rows: 1200,
    time: "dashed",
    about: "a play a row, with 是 or 否 for liked and shared: one row is up to three events",
    edit: (table) => {
      table.header.push("是否点赞", "是否分享");
      let likes = 0;
      let shares = 0;
      table.rows.forEach((row, i) => {
        row.cells.push(i % 4 === 0 ? "是" : "否", i % 9 === 0 ? "是" : "否");
        likes += i % 4 === 0 ? 1 : 0;
        shares += i % 9 === 0 ? 1 : 0;
      });
      return {
        events: 1200 + likes + shares,
        types: { view: 1200, like: likes, share: shares },
        otherReadings: [{ events: 1200, mustSay: ["是否点赞"] }],
      };
    },
  },
];

/** The spoilt tables of a seed. */
export function spoiltCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => tableCase(spec, seed));
}
