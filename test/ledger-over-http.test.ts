/** The ledger over HTTP: what a verifier reads, what a person sees, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseBundle, verifyBundle } from "../src/ledger/bundle.ts";
import { parseVerifier } from "../src/ledger/signed-note.ts";
import { verifyLog } from "../src/ledger/verify-log.ts";
import { repairOf } from "../src/ports/ledger-entries.fixture.ts";
import type { Records } from "../src/ports/records.ts";
import { createApp } from "../src/serve/app.ts";
import { misfit } from "../src/serve/fixture-app.ts";
import { createFixtureEngine } from "../src/serve/fixture-engine.ts";
import { guardFor } from "../src/serve/guard.ts";
import { openApiDocument } from "../src/serve/openapi.ts";
import { openLedgerLog } from "../src/store/ledger-log.ts";
import { urlSource } from "../src/store/log-sources.ts";
import { openRecords } from "../src/store/sqlite-records.ts";

const TOKEN = "a-token-of-sixteen";
let folder: string;
let records: Records;
let app: FastifyInstance;
let document: Record<string, unknown>;
let key: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-ledger-http-"));
  records = openRecords(join(folder, "records.sqlite"));
  const by = { kind: "person", name: "<b>ann" } as const;
  const review = {
    campaign: "c1",
    status: "confirmed",
    note: "买",
    score: 0.9,
    members: 1,
    events: 2,
  } as const;
  await records.append({ kind: "campaign_review", by, fields: review }, 1_790_000_000_000);
  await records.applyCounts(
    [],
    [],
    0,
    Array.from({ length: 299 }, (_, i) => repairOf(`${i}`)),
    1_790_000_000_001,
  );
  const chained = { sequence: 0, at_ms: 1, kind: "erasure", body: "{}", hash: "", previous: "" };
  await records.append(
    { kind: "chain_entry", by: { kind: "system", name: "migration" }, fields: chained },
    2,
  );
  const ledger = await openLedgerLog(folder, records);
  await ledger.publish();
  key = ledger.verifierKey;
  await records.append(repairOf("waits"), 3);
  app = await createApp({ ...createFixtureEngine(), ledger }, guardFor("127.0.0.1", TOKEN));
  document = await openApiDocument();
  await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await app.close();
  records.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (url: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
  app.inject({ method: "GET", url, headers });

describe("/v1/ledger", () => {
  test("verifies from another machine, by tiles and bodies alike", async () => {
    const address = app.server.address() as { port: number };
    const source = await urlSource(`http://127.0.0.1:${address.port}/`, TOKEN);
    const verdict = await verifyLog(source, { key: parseVerifier(key)! });
    expect(verdict).toMatchObject({
      faults: [],
      size: 301,
      bodies: { verified: 301, erased: 0, unpublished: 1 },
    });
    await expect(urlSource(`http://127.0.0.1:${address.port}`)).rejects.toThrow(/401.*TOUCHSTONE_TOKEN/);
  });

  test("one entry, its proof, and both as a bundle that stands by itself", async () => {
    const entry = await get("/v1/ledger/entries/0");
    expect(misfit(document, "get", "/v1/ledger/entries/{sequence}", entry)).toBeNull();
    expect(entry.json()).toMatchObject({
      sequence: 0,
      by: "person",
      body: { campaign: "c1", by: { name: "<b>ann" } },
    });
    const page = await get("/v1/ledger/entries?from=299&limit=2");
    expect(misfit(document, "get", "/v1/ledger/entries", page)).toBeNull();
    expect(page.json().entries.map(({ sequence }: { sequence: number }) => sequence)).toEqual([299, 300]);
    const bundle = await get("/v1/ledger/entries/0/bundle");
    expect(misfit(document, "get", "/v1/ledger/entries/{sequence}/bundle", bundle)).toBeNull();
    expect(verifyBundle(parseBundle(bundle.body)!, parseVerifier(key)!)).toMatchObject({
      faults: [],
      size: 301,
    });
    expect((await get("/v1/ledger/entries/0/proof")).body).toMatch(/^c2sp.org\/tlog-proof@v1\nindex 0\n/);
    expect((await get("/v1/ledger/verifier-key")).body).toBe(`${key}\n`);
  });

  test.each([
    ["/v1/ledger/checkpoint", 401, {}],
    ["/v1/ledger/tile/0/000", 401, {}],
    ["/ledger", 401, {}],
    ["/v1/ledger/entries/302", 404, undefined],
    ["/v1/ledger/entries/301/proof", 404, undefined],
    ["/v1/ledger/entries/301/bundle", 404, undefined],
    ["/v1/ledger/entries/x", 400, undefined],
    ["/v1/ledger/entries?limit=257", 400, undefined],
    ["/v1/ledger/tile/0/002", 404, undefined],
    ["/v1/ledger/tile/0/001.p/46", 404, undefined],
    ["/v1/ledger/tile/../signing-key", 404, undefined],
    ["/v1/ledger/tile/..%2fsigning-key", 404, undefined],
    ["/v1/ledger/signing-key", 404, undefined],
    ["/ledger/999", 404, undefined],
  ])("%s answers %i", async (url, status, headers) => {
    expect((await get(url, headers)).statusCode).toBe(status);
  });
});

describe("the ledger's pages", () => {
  test("list entries, the newest first, and say how each is verified; in both languages", async () => {
    const list = await get("/ledger?lang=zh");
    expect(list.statusCode).toBe(200);
    expect(list.body).toContain("校验此条");
    expect(list.body).toContain('href="/ledger/301?lang=zh"');
    expect(list.body).toContain("旧格式台账条目 · 账号删除");
    expect(list.body).toContain(key);
    expect((await get("/ledger?lang=en&before=1")).body).toContain("campaign reviewed");
    const one = await get("/ledger/0?lang=en");
    expect(one.body).toContain("Verify this entry");
    expect(one.body).toContain('href="/v1/ledger/entries/0/bundle"');
    expect(one.body).toContain("&lt;b&gt;ann");
    expect(one.body).not.toContain("<b>ann");
    expect((await get("/ledger/301?lang=en")).body).toContain("No checkpoint signs it yet");
  });

  test("show an entry whose content was erased", async () => {
    const fields = { account_sha256: "", salt: "", campaign_entries: 0, log_events: 0, log_until_ms: null };
    const erasure = { ...fields, counts_as_target: 0, ledger_entries: [5] };
    await records.eraseBodies(
      [5],
      { kind: "erasure", by: { kind: "api_key", name: "http" }, fields: erasure },
      4,
    );
    expect((await get("/ledger/5?lang=zh")).body).toContain("内容已依请求删除");
    const bundle = await get("/v1/ledger/entries/5/bundle");
    expect(verifyBundle(parseBundle(bundle.body)!)).toMatchObject({ faults: [], bodies: { erased: 1 } });
    writeFileSync(join(folder, "bundle.json"), bundle.body);
  });
});
