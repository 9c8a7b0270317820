import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdToBorder, openBorder } from "../src/cli/pseudonyms.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import { pseudonymousEngine } from "../src/flow/pseudonymous-engine.ts";
import { TouchstoneError } from "../src/nouns/codes.ts";
import { loadPolicy } from "../src/policy/load.ts";

const loaded = loadPolicy(
  readFileSync(new URL("../policies/velocity.yaml", import.meta.url), "utf8"),
  "velocity",
);
if (!loaded.ok) throw new Error("the shipped policy does not load");
const { policy } = loaded;

const FIELDS = ["actor", "ip", "device"];
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-pseudonyms-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function keyFile(text: string, name = "key"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const border = (key = "0123456789abcdef", pseudonymiseFields: readonly string[] = FIELDS) =>
  openBorder({ pseudonymise: keyFile(key), pseudonymiseFields })!;

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof TouchstoneError) return error.code;
    throw error;
  }
  return "no error";
}

test("no original reaches a file of the data folder, and questions may still name it", async () => {
  const { pseudonymiser } = border();
  const data = join(folder, "data");
  const engine = pseudonymousEngine(await openEngine(data, { policy }), pseudonymiser, true);
  const event = {
    id: "event-1",
    type: "follow",
    at: "2026-11-22T12:00:00Z",
    actor: { id: "ORIGINAL-actor" },
    target: { kind: "account", id: "ORIGINAL-owner", owner: "ORIGINAL-owner" },
    context: { ip: "203.0.113.9", device: "ORIGINAL-device" },
  };
  const { answers } = await engine.submit(new TextEncoder().encode(JSON.stringify(event)));
  expect(answers[0]?.decision?.verdict).toBe("allow");
  expect(await engine.counts("account", "ORIGINAL-owner")).toMatchObject([{ type: "follow", raw: 1 }]);
  expect((await engine.quality("account", "ORIGINAL-owner"))?.earned_ratio).toBe(1);
  expect(engine.decision("event-1")?.event).toBe("event-1");
  const { remains } = await engine.forget("ORIGINAL-actor");
  expect(remains).toMatchObject({ logEvents: 1, countsAsTarget: 0 });
  expect(
    (await engine.campaigns.list({ limit: 1, about: { target: "x", account: "ORIGINAL-owner" } })).items,
  ).toEqual([]);
  await engine.close();

  let logged = false;
  for (const name of readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const bytes = readFileSync(join(name.parentPath, name.name), "latin1");
    logged ||= bytes.includes("event-1");
    expect(bytes.includes("ORIGINAL"), name.name).toBe(false);
    expect(bytes.includes("203.0.113"), name.name).toBe(false);
  }
  expect(logged, "the log can be read as text, so the search above means something").toBe(true);
  const plain = await openEngine(data, { policy });
  expect(await plain.counts("account", "ORIGINAL-owner")).toEqual([]);
  expect(await plain.counts("account", pseudonymiser.value("actor", "ORIGINAL-owner"))).toHaveLength(1);
  await plain.close();
});

test("a data folder is held to one key and one choice of identifiers", () => {
  holdToBorder(folder, 0, border());
  expect(code(() => holdToBorder(folder, 5, border()))).toBe("no error");
  expect(code(() => holdToBorder(folder, 5, border("0123456789abcdef", ["device", "ip", "actor"])))).toBe(
    "no error",
  );
  expect(code(() => holdToBorder(folder, 5, border("another key of 16 b")))).toBe("wrong_key");
  expect(code(() => holdToBorder(folder, 5, border("0123456789abcdef", ["actor"])))).toBe("wrong_key");
  expect(code(() => holdToBorder(folder, 5, null))).toBe("wrong_key");
});

test("a data folder with originals in it takes no key", () => {
  expect(code(() => holdToBorder(folder, 5, null))).toBe("no error");
  expect(code(() => holdToBorder(folder, 5, border()))).toBe("wrong_key");
});

test.each([
  ["16 bytes", "0123456789abcdef", "no error"],
  ["16 bytes and a line end", "0123456789abcdef\r\n", "no error"],
  ["15 bytes and a line end", "0123456789abcde\n", "cannot_read"],
  ["nothing", "", "cannot_read"],
])("a key of %s", (_what, text, expected) => {
  const file = keyFile(text);
  expect(code(() => openBorder({ pseudonymise: file, pseudonymiseFields: FIELDS }))).toBe(expected);
});

test("a missing key file and unknown identifiers are refused by name", () => {
  const missing = join(folder, "none");
  expect(code(() => openBorder({ pseudonymise: missing, pseudonymiseFields: FIELDS }))).toBe("cannot_read");
  expect(() => border("0123456789abcdef", ["aktor"])).toThrow("`aktor`: some of actor, ip, device");
});
