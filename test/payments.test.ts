// biome-ignore-all lint/suspicious/noExplicitAny: bodies of answers are looked into as they come.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadRemarks } from "../src/cli/load-lexicon-file.ts";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import type { OnlineEngine } from "../src/flow/online.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import { createApp } from "../src/serve/app.ts";
import { misfit } from "../src/serve/fixture-app.ts";
import { sellerLink } from "../src/serve/fixture-links.ts";
import { guardFor } from "../src/serve/guard.ts";
import { openApiDocument } from "../src/serve/openapi.ts";
import { openRecords } from "../src/store/sqlite-records.ts";

/** The payment side over HTTP, on a real engine with a data folder, restarted in the middle. */

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 4);
const folder = mkdtempSync(join(tmpdir(), "touchstone-payments-"));
const policy = loadPolicyFile("default+payments");
const remarks = (await loadRemarks(policy, undefined))!;
let nowMs = NOW;
let engine: OnlineEngine;
let app: FastifyInstance;
let document: Record<string, unknown>;

const open = async (): Promise<void> => {
  engine = await openEngine(folder, { policy, remarks, clock: () => nowMs });
  app = await createApp(engine, guardFor("127.0.0.1"));
};
beforeAll(async () => {
  await open();
  document = await openApiDocument();
});
afterAll(async () => {
  await app.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

const payment = (id: string, more: object = {}): Record<string, unknown> => ({
  id,
  type: "payment",
  at: nowMs,
  payer: `u-${id}`,
  payee: { id: "baker", kind: "merchant", certified: true, licence: "L1", category: "food" },
  amount_minor: 1250,
  currency: "CNY",
  scene: "face_to_face",
  ...more,
});
/** A payee who sells likes: strangers, from afar, small packages, some who say what for. */
const order = (n: number, more: object = {}): Record<string, unknown> =>
  payment(`o${n}`, {
    at: nowMs + n * 1_000,
    payer: `buyer${n}`,
    payee: { id: "seller", kind: "personal", certified: false, opened_at: NOW - 5 * DAY },
    amount_minor: [100, 300, 500, 660, 990][n % 5],
    scene: "transfer",
    ...(n % 2 === 0 ? { remark: "快手刷赞100个" } : {}),
    ...more,
  });

async function call(
  method: "GET" | "POST",
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await app.inject({
    method,
    url,
    headers: {
      host: "127.0.0.1",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return response;
}
const json = async (...args: Parameters<typeof call>): Promise<{ status: number; body: any }> => {
  const response = await call(...args);
  return { status: response.statusCode, body: response.json() };
};
const screen = (body: unknown, query = "?deadline_ms=30000") =>
  json("POST", `/v1/payments/screen${query}`, body);
const proof = { purpose: "goods", documents: [{ kind: "invoice", sha256: "a".repeat(64) }] };

describe("screening", () => {
  it("lets ordinary life through, and asks about an order for likes with the reading of each span", async () => {
    const bread = await screen(payment("b1", { remark: "面包两个" }));
    expect(bread).toMatchObject({
      status: 200,
      body: { verdict: "allow", payment: "b1", remark: { label: "ordinary" } },
    });
    const likes = await screen(order(0, { id: "l1", remark: "快手刷 攒 100" }));
    expect(likes.body).toMatchObject({ verdict: "challenge", remark: { label: "bought_engagement" } });
    expect(likes.body.ask.text.zh).toMatch(/点赞/);
    const [span] = likes.body.remark.spans.filter(({ how }: { how: string }) => how !== "plain");
    expect(span).toMatchObject({ reading: expect.stringContaining("赞") });
    expect(
      misfit(
        document,
        "post",
        "/v1/payments/screen",
        await call("POST", "/v1/payments/screen", payment("b2")),
      ),
    ).toBeNull();
  });

  it("holds payments to a payee once its pattern agrees with what its buyers write; batches answer in order", async () => {
    const orders = Array.from({ length: 80 }, (_, n) => order(n));
    const { body } = await screen(orders);
    const verdicts = body.answers.map(({ verdict }: { verdict: string }) => verdict);
    expect(verdicts.slice(0, 4)).toEqual(["challenge", "allow", "challenge", "allow"]);
    expect(verdicts.slice(-2)).toEqual(["reject", "hold"]);
    nowMs += 100_000;
    expect(body.answers.at(-1).payment).toBe("o79");
    expect(body.answers.at(-1).ask.text.en).toMatch(/hand in/);
  });

  it("answers by the default past the deadline, says so, and records the complete decision", async () => {
    const { body } = await screen(payment("d1", { remark: "刷赞" }), "?deadline_ms=1&on_deadline=challenge");
    if (body.deadline_missed !== true) return; // a fast machine was done within a millisecond
    expect(body).toMatchObject({ verdict: "challenge", score: null, complete: "/v1/payments/d1" });
    await expect.poll(async () => (await json("GET", "/v1/payments/d1")).status).toBe(200);
    expect((await json("GET", "/v1/payments/d1")).body.policy).toBe(policy.id);
  });

  it.each([
    [{ amount_minor: -5 }, 400, "out_of_range"],
    [{ amount_minor: 1.5 }, 400, "out_of_range"],
    [{ currency: "RMB" }, 400, "out_of_range"],
    [{ type: "like" }, 400, "missing_field"],
    [{ type: "complaint", reason: "other" }, 400, "not_a_payment"],
    [{ payer: "" }, 400, "missing_field"],
  ])("refuses %o", async (more, status, code) => {
    const answer = await screen(payment("bad", more));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    const batch = await screen([payment(`ok-${code}-${JSON.stringify(more)}`), payment("bad", more)]);
    expect(batch.body.answers.map((one: any) => one.verdict ?? one.rejection.code)).toEqual(["allow", code]);
  });

  it("notes what is odd and no error", async () => {
    const code = async (more: object) =>
      (await screen(payment(`n${Math.random()}`, more))).body.notes.map((n: any) => n.code);
    expect(await code({ refund_of: "nothing" })).toEqual(["refund_before_payment"]);
    expect(await code({ refund_of: "b1", amount_minor: 99_999_999 })).toEqual(["refund_above_payment"]);
    expect(await code({ refund_of: "b1", amount_minor: 99_999_999, currency: "JPY" })).toEqual([
      "refund_other_currency",
    ]);
    expect(await code({ refund_of: "b1", payee: { id: "somebody" } })).toEqual(["refund_other_payee"]);
    expect(await code({ payer: "baker" })).toEqual(["payer_is_payee"]);
    expect(await code({ payee: { id: "x", opened_at: nowMs + DAY } })).toEqual(["payee_opened_later"]);
    expect(await code({ remark: "赞".repeat(1200) })).toEqual(["remark_not_read_whole"]);
    expect(await code({ amount_minor: 0 })).toEqual([]);
    const own = `self${Math.random()}`;
    expect(await code({ id: own, refund_of: own })).toEqual(["refund_before_payment"]);
    expect(await code({ payee: { id: "x", opened_at: "9999-01-01T00:00:00Z" } })).toEqual([
      "value_set_aside",
    ]);
    // Half a character hides nothing of the rest.
    const broken = JSON.stringify(order(990, { remark: "快手刷@@赞100个" })).replace("@@", "\\ud83d");
    expect((await screen(broken)).body).toMatchObject({
      remark: { label: "bought_engagement" },
      notes: [{ code: "remark_not_read_whole" }],
    });
  });

  it("tells the same payment again from another one under its id, also within a batch", async () => {
    expect((await screen(payment("b1", { remark: "面包两个" }))).body).toMatchObject({
      verdict: "allow",
      duplicate: true,
    });
    expect(await screen(payment("b1", { amount_minor: 1 }))).toMatchObject({
      status: 409,
      body: { code: "id_conflict", field: "amount_minor" },
    });
    const { body } = await screen([payment("two"), payment("two", { currency: "USD" })]);
    expect(body.answers[1].rejection).toMatchObject({ code: "id_conflict", field: "currency", line: 2 });
    for (const [more, field] of [
      [{ payer: "another" }, "payer"],
      [{ payee: { id: "another" } }, "payee.id"],
    ] as const)
      expect((await screen(payment("b1", more))).body).toMatchObject({
        code: "id_conflict",
        field,
        value: "another",
      });
    // Another remark under a known id: told as decided, by the remark that was decided upon.
    expect((await screen(payment("b1", { remark: "快手刷赞100个" }))).body).toMatchObject({
      verdict: "allow",
      duplicate: true,
      remark: { label: "ordinary" },
    });
    const like = {
      id: "a-like",
      type: "like",
      at: nowMs,
      actor: { id: "u" },
      target: { kind: "video", id: "v" },
    };
    expect((await json("POST", "/v1/events", like)).status).toBe(200);
    expect((await screen(payment("a-like"))).body).toMatchObject({ code: "id_conflict", field: "id" });
  });

  it("completes a status report that only names its payment, and refuses one whose payment nobody knows", async () => {
    await screen(payment("E3", { payer: "90071992547409931", remark: "两份面包", purpose: "GDDS" }));
    const report = { id: "E3/RJCT", type: "payment", at: nowMs, order: "E3", status: "failed" };
    expect(await screen(report)).toMatchObject({ status: 200, body: { payment: "E3/RJCT" } });
    const { event } = (await json("GET", "/v1/payments/E3%2FRJCT")).body;
    expect(event).toMatchObject({
      ...{ id: "E3/RJCT", payer: "90071992547409931", amount_minor: 1250, status: "failed" },
      ...{ payee: { id: "baker" }, purpose: "GDDS", remark: "两份面包" },
    });
    const { body } = await screen([{ ...report, id: "E4/RJCT", order: "E4" }, payment("E5")]);
    expect(body.answers[0].rejection).toMatchObject({ code: "missing_field", field: "order", value: "E4" });
    expect(body.answers[1].verdict).toBe("allow");
    // Half a payment is no report: what it lacks is told, and nothing is made up.
    expect((await screen({ ...report, id: "E3/x", payer: "somebody" })).body).toMatchObject({
      code: "missing_field",
      field: "payee.id",
    });
  });

  it("answers one payment past the framework to the byte as by it, and each refusal once", async () => {
    let byFramework = 0;
    const listening = await createApp(engine, guardFor("127.0.0.1"));
    listening.addHook("onSend", async () => void byFramework++);
    const address = await listening.listen({ host: "127.0.0.1", port: 0 });
    const told = async (query: string, text: string): Promise<string> => {
      const answer = await fetch(`${address}/v1/payments/screen${query}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: text,
      });
      const heads = [...answer.headers].filter(([name]) => name !== "date");
      return `${answer.status} ${JSON.stringify(heads)} ${await answer.text()}`.replaceAll(/w\d{3}/g, "w");
    };
    const [direct, other] = ["?deadline_ms=30000&on_deadline=hold", "?on_deadline=hold&deadline_ms=30000"];
    let ids = 100;
    const one = (more: object = {}, space?: number) =>
      JSON.stringify(payment(`w${ids++}`, { payer: "somebody", ...more }), null, space);
    for (const [text, past] of [
      [() => one(), true],
      [() => one({ remark: "快手刷攒 100" }), true],
      [() => ` \n${one({ remark: "早餐" }, 2)}\n`, true],
      [() => one({ amount_minor: -5 }), false],
      [() => one({ type: "like" }), false],
      [
        () =>
          one()
            .replace("baker", "bäcker")
            .replace(/w\d{3}/, "b1"),
        false,
      ],
      [() => `[${one()},${one({ currency: "RMB" })}]`, false],
      [() => "", false],
      [() => "{", false],
    ] as const) {
      byFramework = 0;
      const first = await told(direct, text());
      expect(byFramework, first).toBe(past ? 0 : 1);
      expect(first).toBe(await told(other, text()));
    }
    for (const query of ["?deadline_ms=0", "?deadline_ms=60001", "?on_deadline=never"])
      expect(await told(query, one())).toMatch(/^400 .*bad_request/);
    expect(await told("", one())).toMatch(/^200 /);
    await listening.close();
  });

  it("refuses queries, bodies and media types that are none", async () => {
    expect((await screen(payment("q"), "?deadline_ms=0")).body.code).toBe("bad_request");
    expect((await screen("", "")).body.code).toBe("empty_input");
    expect(
      (await call("POST", "/v1/payments/screen", "x", { "content-type": "text/plain" })).statusCode,
    ).toBe(415);
    const many = Array.from({ length: 4097 }, () => "{}").join("\n");
    expect(
      (
        await call("POST", "/v1/payments/screen", `${many}\n`, { "content-type": "application/x-ndjson" })
      ).json().code,
    ).toBe("too_many_records");
  });
});

describe("proof, release, refusal", () => {
  const held = async (): Promise<string> => {
    const { body } = await json("GET", "/v1/payments?limit=50");
    return body.payments.find((one: any) => one.case.state === "waiting").payment;
  };

  it("goes from proof to release, in the ledger, and is remembered for the payee and the purpose", async () => {
    const id = await held();
    // Sent at once: the second is decided upon what the first has left.
    const [submitted, again] = await Promise.all(
      [proof, proof].map((one) => json("POST", `/v1/payments/${id}/proof`, one)),
    );
    expect(submitted!.body.case).toMatchObject({ state: "proof_submitted", purpose: "goods" });
    expect(again!.body.code).toBe("proof_pending");
    const released = await json("POST", `/v1/payments/${id}/review`, { decision: "release", by: "王芳" });
    expect(released.body.case).toMatchObject({
      state: "released",
      steps: [{ step: "submit_proof" }, { by: "王芳" }],
    });
    expect((await json("POST", `/v1/payments/${id}/proof`, proof)).body.code).toBe("payment_settled");
    nowMs += 60_000;
    const lifted = (await screen(order(201, { purpose: "goods", at: nowMs }))).body;
    expect(lifted).toMatchObject({
      verdict: "allow",
      decided: "hold",
      proven: { purpose: "goods", by: "王芳" },
    });
    expect((await screen(order(203, { purpose: "other", at: nowMs }))).body.verdict).not.toBe("allow");
    const standing = (await json("GET", "/v1/payees/seller")).body;
    expect(standing.proven).toHaveLength(1);
    expect((await json("GET", "/v1/payments/o201")).body).toMatchObject({
      verdict: "allow",
      decided: "hold",
    });
    expect((await screen(order(201, { purpose: "goods", at: nowMs }))).body).toMatchObject({
      verdict: "allow",
      duplicate: true,
    });

    const undone = await json("POST", `/v1/payments/${id}/review`, {
      decision: "undo",
      by: "李雷",
      note: "wrong file",
    });
    expect(undone.body).toMatchObject({ case: { state: "proof_submitted" }, reopened: ["o201"] });
    const back = await call("GET", "/v1/payments/o201");
    expect(misfit(document, "get", "/v1/payments/{id}", back)).toBeNull();
    expect(back.json()).toMatchObject({
      verdict: "hold",
      case: { state: "waiting", steps: [{ step: "release" }, { step: "undo", by: "李雷" }] },
    });
    const { verdicts } = (await json("GET", "/v1/payees/seller")).body;
    expect([verdicts.allow, verdicts.hold]).toEqual([
      standing.verdicts.allow - 1,
      standing.verdicts.hold + 1,
    ]);
    expect((await call("GET", "/payments?lang=en")).body).not.toMatch(/o201[\s\S]{0,400}?>released</);
    expect((await json("GET", "/v1/payees/seller")).body.proven).toEqual([]);
    expect((await screen(order(205, { purpose: "goods", at: nowMs }))).body.verdict).not.toBe("allow");
    const refused = await json("POST", `/v1/payments/${id}/review`, {
      decision: "refuse",
      by: "李雷",
      note: "no goods",
    });
    expect(refused.body.case.state).toBe("refused");
    expect(
      (await json("POST", `/v1/payments/${id}/review`, { decision: "release", by: "a" })).body.code,
    ).toBe("payment_settled");
  });

  it("answers what has no place with its code", async () => {
    expect(await json("POST", "/v1/payments/nobody/proof", proof)).toMatchObject({
      status: 404,
      body: { code: "unknown_payment" },
    });
    expect((await json("POST", "/v1/payments/b1/proof", proof)).body.code).toBe("no_proof_needed");
    expect(
      (await json("POST", "/v1/payments/b1/review", { decision: "undo", by: "a", note: "n" })).body.code,
    ).toBe("nothing_to_undo");
    expect((await json("POST", "/v1/payments/l1/confirmation", { confirmed: true })).body.case.state).toBe(
      "confirmed",
    );
    expect((await json("POST", "/v1/payments/l1/confirmation", { confirmed: true })).body.code).toBe(
      "payment_settled",
    );
    const noNote = await json("POST", "/v1/payments/l1/review", { decision: "refuse", by: "a" });
    expect(noNote.body).toMatchObject({ code: "bad_request", detail: expect.stringContaining("note") });
    expect((await json("POST", "/v1/payments/l1/proof", { purpose: "x", documents: [] })).body.code).toBe(
      "bad_request",
    );
    const foreign = await call(
      "POST",
      "/v1/payments/l1/review",
      { decision: "undo", by: "a", note: "n" },
      { origin: "https://evil.example" },
    );
    expect(foreign.statusCode).toBe(403);
  });
});

describe("a payee", () => {
  it("shows its risk with the part of each fact, what is in proportion, and how to recover", async () => {
    const { body } = await json("GET", "/v1/payees/seller");
    expect(body.risk).toBeGreaterThan(0.6);
    expect(JSON.stringify(body.parts)).not.toMatch(/\{(value|baseline)\}/);
    const joined = 1 - body.parts.reduce((left: number, { part }: { part: number }) => left * (1 - part), 1);
    expect(joined).toBeCloseTo(body.risk, 2);
    expect(body.parts.map(({ rule }: { rule: string }) => rule)).toContain("payee_sells_engagement");
    expect(["delay_settlement", "suspend_collecting"]).toContain(body.proposed.measure);
    expect(body.recovery.map(({ paper }: { paper: string }) => paper)).toContain("delivery_proof");
    expect([body.payers, body.payments].every((n) => n > 75 && n < 95)).toBe(true);
    expect(body.amounts[0]).toMatchObject({ currency: "CNY" });
    const baker = (await json("GET", "/v1/payees/baker")).body;
    expect(baker.proposed.measure).toBe("none");
    for (const path of ["/v1/payees/seller", "/v1/payees", "/v1/payments", "/v1/payments/o79"]) {
      const template = path.replace(/(seller|o79)$/, "{id}");
      expect(misfit(document, "get", template, await call("GET", path)), path).toBeNull();
    }
    expect((await json("GET", "/v1/payees/nobody")).body.code).toBe("unknown_payee");
    for (const [path, zh, en] of [
      ["/payments", "建议处置|收款方", "Payees by risk"],
      ["/payees/seller", "建议处置", "Proposed measure"],
      ["/payments/o77", "命中的规则[\\s\\S]*放行[\\s\\S]*提交用途证明", "Rules that were hit"],
    ] as const) {
      const [chinese, english] = [await call("GET", `${path}?lang=zh`), await call("GET", `${path}?lang=en`)];
      expect([chinese.statusCode, english.statusCode]).toEqual([200, 200]);
      expect(chinese.body).toMatch(new RegExp(zh));
      expect(english.body).toContain(en);
    }
    expect((await call("GET", "/payees/nobody")).statusCode).toBe(404);
    expect((await call("GET", "/payments/nobody")).statusCode).toBe(404);
    const list = (await call("GET", "/payments?lang=en")).body;
    expect(list).toMatch(
      /href="\/payments\/o77\?lang=en"[\s\S]*?5\.00 CNY[\s\S]*?datetime="2026-11[\s\S]*?buyer77/,
    );
    expect((await call("GET", "/payments/o77?lang=en")).body).toContain(
      'data-review="/v1/payments/o77/review"',
    );
    await screen(payment("script", { remark: "刷赞<script>alert(1)</script>", payee: { id: "<b>" } }));
    expect((await call("GET", "/payments")).body).not.toMatch(/<script>alert|<b>(?!\d)/);
  });

  it("names what the link test told of it, in its risk, its answer and its page; the measure follows", async () => {
    const before = (await json("GET", "/v1/payees/baker")).body;
    expect([before.link, before.campaigns, before.proposed.measure]).toEqual([null, [], "none"]);
    const told = sellerLink("baker");
    engine.links.take(engine.links.health(), [told]);
    const answer = await call("GET", "/v1/payees/baker");
    expect(misfit(document, "get", "/v1/payees/{id}", answer)).toBeNull();
    const { parts, risk, proposed, link, recovery } = answer.json();
    expect(parts[0]).toMatchObject({ rule: "steps_follow_payments_dose_agrees", buyers: 17, of: 22 });
    expect([risk >= parts[0].part, proposed.measure, link.state]).toEqual([
      true,
      "delay_settlement",
      "linked",
    ]);
    expect(recovery.map(({ paper }: { paper: string }) => paper)).toContain("advertising_contract");
    expect(
      (await json("GET", "/v1/payees?limit=2")).body.payees.map((one: { id: string }) => one.id),
    ).toContain("baker");
    for (const [lang, says] of [
      ["zh", "22 位买家中 17 位"],
      ["en", "17 of 22 buyers"],
    ] as const) {
      const { body } = await call("GET", `/payees/baker?lang=${lang}`);
      expect(body).toContain(says);
      expect(body).toContain(`href="/links/baker?lang=${lang}"`);
    }
    engine.links.take(engine.links.health(), [{ ...told, state: "promotion" }]);
    const promoted = (await json("GET", "/v1/payees/baker")).body;
    expect([promoted.proposed.measure, promoted.link.state]).toEqual(["none", "promotion"]);
    engine.links.take(engine.links.health(), []);
  });

  it("counts each complainant once, tells who paid, and answers; a brigade proposes nothing by itself", async () => {
    const complaint = (n: number, more: object = {}) => ({
      id: `c${n}`,
      type: "complaint",
      at: nowMs,
      payer: `buyer${n % 40}`,
      payee: { id: "seller" },
      reason: "vanished",
      payment: `o${n % 40}`,
      ...more,
    });
    await json(
      "POST",
      "/v1/events",
      Array.from({ length: 120 }, (_, n) => complaint(n)),
    );
    const brigade = Array.from({ length: 300 }, (_, n) =>
      complaint(n, { id: `f${n}`, payer: `angry${n}`, payee: { id: "baker" }, payment: null }),
    );
    await json("POST", "/v1/events", brigade);
    const { body } = await json("GET", "/v1/payees/seller");
    expect(body.complaints).toMatchObject({
      complainants: 40,
      latest: expect.arrayContaining([expect.objectContaining({ paid: true, answer: null })]),
    });
    const [first] = body.complaints.latest;
    const answered = await json("POST", `/v1/payees/seller/complaints/${first.id}/answer`, {
      text: "已核实，协助退款",
      by: "王芳",
    });
    expect(answered.body.complaints.latest[0].answer).toMatchObject({ by: "王芳" });
    expect(
      (await json("POST", "/v1/payees/seller/complaints/none/answer", { text: "x", by: "y" })).body.code,
    ).toBe("unknown_complaint");
    expect((await screen(payment("after"))).body.verdict).toBe("allow");
    expect((await json("GET", "/v1/payees/baker")).body.proposed.measure).toBe("none");
  });

  it("weighs payers who complain by how many they are, however many pay and say nothing", async () => {
    const tutor = { id: "tutor", kind: "personal" };
    const pay = (from: number, to: number) =>
      screen(
        Array.from({ length: to - from }, (_, n) =>
          payment(`t${from + n}`, { at: nowMs, payer: `parent${from + n}`, payee: tutor, scene: "transfer" }),
        ),
      );
    const complain = (payer: string) => ({
      id: `tc-${payer}`,
      type: "complaint",
      at: nowMs,
      payer,
      payee: { id: "tutor" },
      reason: "fake_engagement",
    });
    const part = async () => {
      const { parts, proposed } = (await json("GET", "/v1/payees/tutor")).body;
      const found = parts.find(({ rule }: { rule: string }) => rule === "payers_complain");
      return [found?.part ?? 0, proposed.measure, found?.payers] as const;
    };
    await pay(0, 30);
    expect((await part())[0]).toBe(0);
    await json("POST", "/v1/events", [complain("stranger"), complain("rival")]);
    expect((await part())[0]).toBe(0);
    await json("POST", "/v1/events", [complain("parent0")]);
    expect((await part())[0]).toBeLessThan(0.1);
    await json(
      "POST",
      "/v1/events",
      [1, 2, 3, 4, 5, 5].map((n, i) => ({ ...complain(`parent${n}`), id: `tc${i}` })),
    );
    const six = await part();
    expect(six).toEqual([expect.closeTo(0.51, 1), "lower_limits", 6]);
    await pay(30, 400);
    const later = await part();
    expect(later[0]).toBeGreaterThan(six[0] - 0.02);
    const { body } = await call("GET", "/payees/tutor?lang=zh");
    expect(body).toMatch(/6 名付款方投诉[\s\S]*贡献 0\.51/);
    expect(body).not.toMatch(/fake_engagement|\{value\}/);
  });

  it("tells a merchant what its application lacks", async () => {
    const apply = (more: object) =>
      json("POST", "/v1/payees/new/application", {
        kind: "merchant",
        category: "餐饮",
        goods: "面包",
        papers: ["identity", "business_licence"],
        ...more,
      });
    const food = (await apply({})).body;
    expect(food).toMatchObject({ complete: false, lacking: [{ paper: "food_licence" }] });
    expect((await apply({ papers: ["identity", "business_licence", "food_licence"] })).body).toMatchObject({
      complete: true,
      lacking: [],
    });
    expect((await apply({ category: "广告", goods: "快手刷赞，抖音涨粉1000个" })).body).toMatchObject({
      complete: false,
      goods: { label: "bought_engagement" },
    });
    expect((await apply({ papers: ["passport"] })).body.code).toBe("bad_request");
  });

  it("stands as it stood after a restart, and every step is in a ledger that verifies", async () => {
    const before = (await json("GET", "/v1/payees/seller")).body;
    const steps = (await json("GET", "/v1/payments/l1")).body.case.steps;
    await app.close();
    await engine.close();
    const records = openRecords(join(folder, "records.sqlite"));
    const kinds = (await records.entries(0, 1000)).map(({ kind }) => kind);
    expect((await records.verify()).brokenAt).toBeNull();
    records.close();
    for (const kind of ["payment_step", "payee_application", "complaint_answer"])
      expect(kinds).toContain(kind);
    await open();
    expect((await json("GET", "/v1/payees/seller")).body).toEqual(before);
    expect((await json("GET", "/v1/payments/l1")).body.case.steps).toEqual(steps);
  });
});

it("says what came late, of a payment and of a batch", async () => {
  const old = (id: string) => payment(id, { at: nowMs - 3 * DAY });
  expect((await screen(old("old1"))).body.late).toBe(true);
  expect((await json("GET", "/v1/payments/old1")).body.late).toBe(true);
  expect((await call("GET", "/payments/old1?lang=en")).body).toContain("It came behind the engine");
  const batch = await json("POST", "/v1/events", [old("old2"), payment("new2"), old("old1")]);
  expect(batch.body).toMatchObject({ accepted: 2, duplicates: 1, late: 1 });
});

it("refuses to screen under a policy without rules for payments, and warns before one comes into force", async () => {
  const bare = loadPolicyFile("default");
  const person = { kind: "person", name: "ann" } as const;
  const proposed = await json("POST", "/v1/policies", { policy: bare.source, mode: "shadow", by: "ann" });
  expect(proposed).toMatchObject({ status: 202, body: { warnings: [expect.stringMatching(/\+payments/)] } });
  await engine.policies.withdraw(person);
  await app.close();
  await engine.close();
  const warnings: string[] = [];
  const onWarning = (text: string): void => void warnings.push(text);
  engine = await openEngine(folder, { policy: bare, remarks, clock: () => nowMs, onWarning });
  app = await createApp(engine, guardFor("127.0.0.1"));
  expect(warnings).toEqual([expect.stringContaining("policies/payments.yaml")]);
  for (const body of [payment("none"), [payment("none")]])
    expect(await screen(body)).toMatchObject({
      status: 409,
      body: { code: "payments_not_screened", detail: expect.stringContaining("+payments") },
    });
  expect((await json("GET", "/v1/payments/b1")).status).toBe(200);
  // Where payments are not screened anyway, another policy that screens none is no news.
  expect((await engine.policies.propose(`${bare.source}\n# more`, "shadow", person)).warnings).toEqual([]);
  await engine.policies.withdraw(person);
  await app.close();
  await engine.close();
  await open();
  expect((await screen(payment("again"))).status).toBe(200);
});

it("keeps a payee of very many payments bounded", async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) =>
    JSON.stringify(
      payment(`m${n}`, { payer: `p${n}`, payee: { id: "busy" }, amount_minor: n, at: nowMs + n }),
    ),
  ).join("\n");
  await engine.submit(Buffer.from(lines), { numbersOnly: true });
  const { body } = await json("GET", "/v1/payees/busy");
  expect(body.payments).toBe(20_000);
  expect(Math.abs(body.payers / 20_000 - 1)).toBeLessThan(0.15);
  expect(body.amounts.length).toBeLessThanOrEqual(16);
  expect(readFileSync(join(folder, "records.sqlite")).length).toBeLessThan(4e6);
});
