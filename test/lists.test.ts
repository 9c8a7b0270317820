import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { backtest } from "../src/flow/history/backtest.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import type { NewEntry } from "../src/nouns/ledger-entry.ts";
import type { ListItem } from "../src/nouns/subject-list.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { openStoredFolder } from "../src/store/stored-folder.ts";

function policyOf(when: string, head = "") {
  return loadPolicy(
    `name: p\nversion: "1"\n${head}features:\n  n: { kind: count, by: actor, window: 1m }\nrules:\n  r: { when: '${when}', weight: 0.1, verdict: reject, text: { zh: 名单, en: listed } }\n`,
    "p.yaml",
  );
}

function policy(when: string) {
  const loaded = policyOf(when);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.policy;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  folders.push(mkdtempSync(join(tmpdir(), "touchstone-lists-")));
  return folders.at(-1)!;
}

const by: NewEntry["by"] = { kind: "person", name: "ann" };
const item = (kind: ListItem["kind"], value: string, more: Partial<ListItem> = {}): ListItem => ({
  kind,
  value,
  expiresAtMs: null,
  note: "",
  ...more,
});

let sent = 0;
function like(actor: string, more: object = {}, target = { kind: "video", id: "v1" }): Buffer {
  const event = {
    id: `e${sent++}`,
    type: "like",
    at: Date.now(),
    actor: { id: actor },
    target,
    context: more,
  };
  return Buffer.from(`${JSON.stringify(event)}\n`);
}

describe("conditions about lists", () => {
  test.each([
    ['event.actor.id in list("wach")', "no such list: `wach`", "watch"],
    ['event.actor.id in list("vip")', "no such list: `vip`", "lists:"],
    ['event.context.app_version in list("watch")', "cannot be looked for", "event.context.device"],
    ["event.actor.id in list(watch)", "takes one name in quotes", "list("],
    ['n in list("watch")', "cannot be looked for", "event.actor.id"],
  ])("refuses %s, with a hint", (when, message, hint) => {
    const loaded = policyOf(when);
    const [first] = loaded.ok ? [] : loaded.diagnostics;
    expect(first?.message).toContain(message);
    expect(first?.hint).toContain(hint);
  });

  test("a list that the policy names may be asked for, and questions are counted", () => {
    expect(policyOf('event.actor.id in list("vip")', "lists: [vip]\n").ok).toBe(true);
    const two = policy(
      'event.actor.id in list("watch") && !(event.actor.id in list("watch")) && event.target.owner in list("block")',
    );
    expect(two.listUses).toEqual([
      { list: "watch", subject: "account", column: "actor" },
      { list: "block", subject: "account", column: "owner" },
    ]);
  });
});

describe("lists of an engine", () => {
  test("each kind is met from the change on, in either direction, over a restart, and by a decision made again", async () => {
    const folder = newFolder();
    let nowMs = Date.now();
    const asked = policy(
      'event.actor.id in list("block") || event.target.id in list("block") || event.context.device in list("block") || event.context.ip in list("block")',
    );
    const options = { policy: asked, clock: () => nowMs };
    let engine = await openEngine(folder, options);
    const verdict = async (line: Buffer) => (await engine.submit(line)).answers[0]?.decision?.verdict;
    expect(await verdict(like("u1"))).toBe("allow");
    const add = [
      item("account", "u1", { note: "seen in three campaigns" }),
      item("target", "video/v7"),
      item("device", "d1"),
      item("network", "203.0.113.0/24"),
      item("network", "2001:db8::/32"),
      item("account", "u5", { expiresAtMs: nowMs + 60_000 }),
    ];
    expect(await engine.lists.change("block", { add, remove: [], by })).toEqual({
      added: 6,
      removed: 0,
      unchanged: 0,
      used: true,
    });
    // a name that no policy asks for is taken, and told
    expect(await engine.lists.change("blok", { add: [], remove: [item("account", "u1")], by })).toMatchObject(
      {
        used: false,
      },
    );
    expect(await engine.lists.change("block", { add, remove: [], by })).toEqual({
      added: 0,
      removed: 0,
      unchanged: 6,
      used: true,
    });
    const hits: [string, Buffer, string][] = [
      ["account", like("u1"), "reject"],
      ["another account", like("u2"), "allow"],
      ["target", like("u2", {}, { kind: "video", id: "v7" }), "reject"],
      ["target of another kind", like("u2", {}, { kind: "article", id: "v7" }), "allow"],
      ["device", like("u2", { device: "d1" }), "reject"],
      ["network", like("u2", { ip: "203.0.113.77" }), "reject"],
      ["network in IPv6's form", like("u2", { ip: "::ffff:203.0.113.77" }), "reject"],
      ["next network", like("u2", { ip: "203.0.114.1" }), "allow"],
      ["IPv6", like("u2", { ip: "2001:db8:1::1" }), "reject"],
      ["before its expiry", like("u5"), "reject"],
    ];
    for (const [what, line, wanted] of hits) expect([what, await verdict(line)]).toEqual([what, wanted]);
    nowMs += 61_000;
    expect(await verdict(like("u5"))).toBe("allow");
    expect(
      (await engine.lists.change("block", { add: [], remove: [{ kind: "account", value: "u1" }], by }))
        .removed,
    ).toBe(1);
    expect(await verdict(like("u1"))).toBe("allow");
    await engine.close();
    engine = await openEngine(folder, options);
    expect((await engine.lists.summary())[0]).toMatchObject({
      list: "block",
      used: true,
      entries: { account: 1, network: 2 },
    });
    expect(await verdict(like("u2", { device: "d1" }))).toBe("reject");
    const entries = (await engine.ledger!.entries(0, 100)).filter(({ kind }) => kind === "list_change");
    expect(entries).toHaveLength(2);
    expect(entries[0]?.body).toContain("seen in three campaigns");
    await engine.forget("u5");
    expect((await engine.lists.summary())[0]?.entries.account).toBe(0);
    await engine.close();
    const stored = openStoredFolder(folder);
    // Who was erased is on no list any more, also when a decision of before is made again.
    expect(await backtest(stored, asked)).toMatchObject({ stricter: 0, milder: 1 });
    stored.close();
  });

  test("what is no entry is refused by name, and nothing is changed; the lists are bounded", async () => {
    const engine = await openEngine(newFolder(), { policy: policy('event.actor.id in list("watch")') });
    const change = (list: string, ...add: ListItem[]) => engine.lists.change(list, { add, remove: [], by });
    await expect(change("Watch", item("account", "u"))).rejects.toThrow(/`Watch` is no name/);
    for (const [wrong, message] of [
      [item("network", "203.0.113.1/24"), /203.0.113.1\/24.*no network/],
      [item("target", "v1"), /`v1` is no target/],
      [item("target", "film/v1"), /`film\/v1` is no target/],
      [item("account", ""), /no account/],
      [item("account", "u", { note: "x".repeat(501) }), /at most `500`/],
    ] as const) {
      await expect(change("watch", item("account", "good"), wrong)).rejects.toThrow(message);
    }
    expect((await engine.lists.page("watch", 10)).items).toEqual([]);
    await change("watch", ...["a", "b", "c"].map((id) => item("account", id)));
    const first = await engine.lists.page("watch", 2);
    expect(first.items.map(({ value }) => value)).toEqual(["a", "b"]);
    expect((await engine.lists.page("watch", 2, first.next!)).items.map(({ value }) => value)).toEqual(["c"]);
    for (let i = 1; i < 64; i++) await change(`l${i}`, item("account", "u"));
    await expect(change("one_more", item("account", "u"))).rejects.toThrow(/64.*lists already/);
    await engine.close();
  });
});
