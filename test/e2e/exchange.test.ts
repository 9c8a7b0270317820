import type { ChildProcess } from "node:child_process";
import { hash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { agreeWith } from "../../src/flow/exchange/agree.ts";
import { openExchangeOffice } from "../../src/flow/exchange/exchange-office.ts";
import { matchesOf } from "../../src/flow/exchange/finish.ts";
import { agreementWith, PAIR_KEY, writeList } from "../../src/flow/exchange/two-offices.fixture.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { ended, spawnTouchstone, touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const TOKEN = "a-token-of-the-platform-0123456789";

/** Two data folders that agreed with each other, closed again. */
async function twoFolders(): Promise<{ platform: string; bank: string }> {
  const [platform, bank] = [scratch.path("platform"), scratch.path("bank")];
  const ours = await openExchangeOffice(platform, 1, Date.now);
  const theirs = await openExchangeOffice(bank, 1, Date.now);
  await agreeWith(ours, "bank", agreementWith(theirs));
  const token_sha256 = hash("sha256", TOKEN, "hex");
  await agreeWith(theirs, "platform", agreementWith(ours, { token_sha256 }));
  await Promise.all([ours.close(), theirs.close()]);
  return { platform, bank };
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error("the door ended without a line");
}

test("two processes with two folders find what both know over HTTP, and strangers verify both ledgers", async () => {
  const { platform, bank } = await twoFolders();
  const key = scratch.path("pair-key");
  writeFileSync(key, PAIR_KEY);
  const ids = writeList(scratch.path("ids.csv"), 0, 40);
  const told = writeList(scratch.path("told.csv"), 30, 80, "very_high,complaints");
  const serving = spawnTouchstone([
    "exchange",
    "serve",
    "--data",
    bank,
    "--key",
    key,
    "--list",
    told,
    "--port",
    "0",
    "--threads",
    "1",
  ]);
  const stopped = ended(serving);
  const { listening } = JSON.parse(await firstLine(serving)) as { readonly listening: string };

  const post = (token: string, body: string) =>
    fetch(`${listening}/v1/exchanges`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
    });
  const stranger = await post("nobody", "TSX1");
  expect([stranger.status, ((await stranger.json()) as { code: string }).code]).toEqual([
    401,
    "unauthorized",
  ]);
  const nothing = await post(TOKEN, "id\np-1\n");
  expect([nothing.status, await nothing.json()]).toMatchObject([
    400,
    { code: "exchange_message", title_zh: "不是本版本的交换报文" },
  ]);

  // The first byte of one message is there, the rest not yet: the same counterpart sends no second one meanwhile.
  let end = (): void => {};
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from("T"));
      end = () => controller.close();
    },
  });
  const first = fetch(`${listening}/v1/exchanges`, {
    method: "POST",
    body: slow,
    duplex: "half",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/octet-stream" },
  } as RequestInit);
  const answers = async () => ((await (await post(TOKEN, "TSX1")).json()) as { code: string }).code;
  await expect.poll(answers, { timeout: 30_000 }).toBe("overloaded");
  end();
  expect(((await (await first).json()) as { code: string }).code).toBe("exchange_truncated");

  const terms = [
    "--to",
    "bank",
    "--ids",
    ids,
    "--key",
    key,
    "--purpose",
    "screen_payees",
    "--basis",
    "separate_consent",
    "--reference",
    "C-1",
    "--assessment",
    "PIA-1",
    "--subject",
    "payee",
    "--retention-days",
    "30",
    "--approved-by",
    "韩梅梅",
  ];
  const run = await touchstone(
    ["exchange", "run", "--data", platform, "--with", listening, "--threads", "1", ...terms],
    { env: { TOUCHSTONE_EXCHANGE_TOKEN: TOKEN } },
  );
  expect(run.stderr).toContain("learns which of them the answerer has");
  const { session, matches, step } = JSON.parse(run.stdout) as {
    session: string;
    matches: number;
    step: string;
  };
  expect([run.code, matches, step]).toEqual([0, 10, "done"]);

  const looked = await touchstone(
    ["exchange", "lookup", session, "p-77", "p-5", "--data", platform, "--with", listening, "--key", key],
    { env: { TOUCHSTONE_EXCHANGE_TOKEN: TOKEN } },
  );
  expect(
    looked.stdout
      .split("\n")
      .slice(0, 2)
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { id: "p-77", known: true, band: "very_high", reasons: ["complaints"] },
    { id: "p-5", known: false, band: null, reasons: [] },
  ]);

  const refused = await touchstone([
    "exchange",
    "offer",
    "--data",
    platform,
    "-o",
    scratch.path("offer"),
    ...terms,
    "--basis",
    "contract_necessity",
    "--lang",
    "zh",
  ]);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/合法性基础不支持拟传递的内容：.*目的 `screen_payees`.*\[exchange_basis\]/),
  ]);
  serving.kill("SIGTERM");
  expect(await stopped).toEqual({ code: 0, signal: null });

  const expected = Array.from({ length: 10 }, (_, i) => ({
    id: `p-${30 + i}`,
    band: "very_high",
    reasons: ["complaints"],
  }));
  for (const folder of [platform, bank]) {
    const office = await openExchangeOffice(folder, 1, Date.now);
    expect(await office.records.verify()).toEqual({ brokenAt: null, entries: 4 });
    if (folder === platform) {
      const lines = matchesOf(office, session).trim().split("\n");
      expect(lines.map((line) => JSON.parse(line) as object)).toEqual(expected);
    }
    await office.close();
  }
  const verified = await touchstone(["verify", bank]);
  expect([verified.code, verified.stderr]).toEqual([0, ""]);
}, 180_000);
