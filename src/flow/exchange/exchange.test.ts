import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyCheck } from "../../exchange/contract/pair-key.ts";
import { readHeaderOf, writeMessage, writePart } from "../../exchange/messages/message-file.ts";
import { readHeader, signHeader } from "../../exchange/messages/message-note.ts";
import { exchangeRegister, registerCsv } from "../../exchange/register/register.ts";
import { cosignedAt } from "../../ledger/cosignature.ts";
import { fieldsOf } from "../../ledger/entry.ts";
import { parseNote, parseSignatures, signerFromSeed } from "../../ledger/signed-note.ts";
import { type Code, TouchstoneError } from "../../nouns/codes.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import type { ExchangeAgreement, MessageHeader, MessageKind } from "../../nouns/exchange.ts";
import { errorText } from "../../words/error-words.ts";
import { completeAnswer, takeOffer } from "./answer.ts";
import { type ExchangeOffice, openExchangeOffice } from "./exchange-office.ts";
import { finishOffer, matchesOf, takeReceipt } from "./finish.ts";
import { ledgerOfExchanges } from "./ledger-of-exchanges.ts";
import { type LookupPeer, lookUp } from "./look-up.ts";
import { answerLookups, lookupTable, openForLookups } from "./lookups.ts";
import { beginOffer, completeOffer, type OfferTerms } from "./offer.ts";
import { resumeExchanges } from "./resume.ts";
import type { Session, SessionStep } from "./session.ts";
import { sweep } from "./sweep.ts";
import {
  agreementWith,
  NOW_MS,
  PAIR_KEY,
  TERMS,
  type TwoOffices,
  twoOffices,
  writeList,
} from "./two-offices.fixture.ts";

describe("an exchange between two deployments", () => {
  let two: TwoOffices;
  beforeAll(async () => {
    two = await twoOffices();
  });
  afterAll(() => two.close());

  it("finds what both know and only that; both ledgers hold it; each witnesses the other; what it brought expires", async () => {
    const { platform, bank, clock } = two;
    const offered = await offer(two, 0, 60);
    const answered = await answer(
      two,
      offered,
      writeList(two.file("told.csv"), 50, 400, "high,complaints;many_new_payers"),
    );
    const done = await finishOffer(platform, bank.sessions.file(answered.session, "answer"));
    const closed = await takeReceipt(bank, platform.sessions.file(done.session, "receipt"));
    const expected = Array.from({ length: 10 }, (_, i) => ({
      id: `p-${50 + i}`,
      band: "high",
      reasons: ["many_new_payers", "complaints"],
    }));
    expect(linesOf(matchesOf(platform, done.session))).toEqual(expected);
    expect([done.step, closed.step, done.matches, closed.matches]).toEqual(["done", "done", 10, 10]);

    for (const office of [platform, bank]) expect((await office.records.verify()).brokenAt).toBeNull();
    const [ours, theirs] = await Promise.all(
      [platform, bank].map((office) => ledgerOfExchanges(office.records)),
    );
    expect(ours!.map(({ kind }) => kind)).toEqual(["exchange_agreed", "exchange_offered", "exchange_done"]);
    expect(theirs!.map(({ kind }) => kind)).toEqual([
      "exchange_agreed",
      "exchange_answered",
      "exchange_done",
    ]);
    expect(ours![2]!.fields).toEqual(theirs![2]!.fields);
    const terms = (fields: object) => ({ ...fields, counterpart: "", approved_by: "", items: 0 });
    expect(terms(theirs![1]!.fields!)).toMatchObject(terms(ours![1]!.fields!));

    for (const [office, name, key] of [
      [two.platform, "bank", bank.witnessKey],
      [two.bank, "platform", platform.witnessKey],
    ] as const) {
      const kept = linesOf(
        readFileSync(
          join(
            two.folder,
            office === bank ? "bank" : "platform",
            "exchange/counterparts",
            name,
            "cosignatures.ndjson",
          ),
          "utf8",
        ),
      );
      const [line] = kept.filter(({ by }) => by === "them") as unknown as {
        checkpoint: string;
        cosignature: string;
      }[];
      const note = { ...parseNote(line!.checkpoint)!, signatures: parseSignatures(line!.cosignature)! };
      expect(cosignedAt(note, key)).toBe(NOW_MS / 1000);
    }

    const register = exchangeRegister(await ledgerOfExchanges(platform.records));
    expect(register).toMatchObject([
      {
        role: "offerer",
        counterpart: "bank",
        basis: "separate_consent",
        articles: "23; 28; 29",
        state: "done",
        matches: 10,
      },
    ]);
    expect(registerCsv(register).split("\r\n")).toHaveLength(3);

    clock.nowMs = NOW_MS + TERMS.retention_days * DAY_MS;
    await refused(async () => matchesOf(platform, done.session), "exchange_expired");
    expect(await sweep(platform)).toEqual({ ended: [], deleted: [done.session] });
    expect(await sweep(platform)).toEqual({ ended: [], deleted: [] });
    expect(() => readFileSync(platform.sessions.file(done.session, "matches"))).toThrow("ENOENT");
    expect(exchangeRegister(await ledgerOfExchanges(platform.records))[0]).toMatchObject({
      state: "deleted",
    });
    clock.nowMs = NOW_MS;
  });

  it("lets nothing of the lists be read in what crosses", async () => {
    const offered = await offer(two, 900, 903);
    const answered = await answer(two, offered, writeList(two.file("told.csv"), 901, 905, "very_high,"));
    for (const file of [
      two.platform.sessions.file(offered.session, "offer"),
      two.bank.sessions.file(answered.session, "answer"),
    ])
      expect(readFileSync(file).includes("p-90")).toBe(false);
  });
});

describe("an offer is refused, with a code in both languages, when it", () => {
  let two: TwoOffices;
  let good: Session;
  let file = "";
  beforeAll(async () => {
    two = await twoOffices();
    good = await offer(two, 0, 5);
    file = two.platform.sessions.file(good.session, "offer");
  });
  afterAll(() => two.close());

  const take = (path: string, key = PAIR_KEY) => takeOffer(two.bank, path, "李雷", key);
  const bytesOf = (change: (bytes: Buffer) => Uint8Array): string => {
    writeFileSync(two.file("changed"), change(readFileSync(file)));
    return two.file("changed");
  };
  const at = (bytes: Buffer, text: string) => bytes.indexOf(text);

  it.each<[string, Code, (bytes: Buffer) => Uint8Array]>([
    [
      "has a term changed",
      "exchange_tampered",
      (bytes) => bytes.fill("1", at(bytes, "retention_days") + 17, at(bytes, "retention_days") + 18),
    ],
    ["has a point changed", "exchange_tampered", (bytes) => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1)],
    ["lacks its last byte", "exchange_truncated", (bytes) => bytes.subarray(0, -1)],
    ["goes on", "exchange_truncated", (bytes) => Buffer.concat([bytes, Buffer.of(0)])],
    ["ends within its header", "exchange_truncated", (bytes) => bytes.subarray(0, 300)],
    ["is empty", "exchange_truncated", (bytes) => bytes.subarray(0, 0)],
    ["is another file", "exchange_message", () => Buffer.from("id\np-1\n")],
    ["announces a header of 4 GB", "exchange_message", (bytes) => bytes.fill(0xff, 4, 8)],
    ["is no note", "exchange_message", (bytes) => bytes.fill("x", 8, 30)],
  ])("%s", async (_, code, change) => {
    await refused(() => take(bytesOf(change)), code);
  });

  it.each<[string, Code, (header: MessageHeader<"offer">) => MessageHeader<"offer">]>([
    [
      "announces 100 M identifiers",
      "exchange_too_many",
      (header) => ({ ...header, parts: [{ ...header.parts[0]!, items: 100_000_000 }] }),
    ],
    [
      "is not padded",
      "exchange_message",
      (header) => ({ ...header, parts: [{ ...header.parts[0]!, items: 1000 }] }),
    ],
    [
      "brings a second part",
      "exchange_message",
      (header) => ({ ...header, parts: [...header.parts, ...header.parts] }),
    ],
    ["is for somebody else", "exchange_counterpart", (header) => withTerms(header, { answerer: "x" })],
    ["comes from somebody else", "exchange_counterpart", (header) => withTerms(header, { offerer: "x" })],
    [
      "has no basis for its fields",
      "exchange_basis",
      (header) => withTerms(header, { basis: "contract_necessity" }),
    ],
    [
      "has a basis that was not agreed",
      "exchange_agreement",
      (header) => withTerms(header, { basis: "legal_duty", basis_reference: "支付条例第三十二条" }),
    ],
    [
      "asks for more than was agreed",
      "exchange_agreement",
      (header) => withTerms(header, { retention_days: 91 }),
    ],
    [
      "has a field that does not exist",
      "exchange_message",
      (header) => withTerms(header, { fields: ["pseudonym", "remark" as "score_band"] }),
    ],
    ["has no assessment", "exchange_basis", (header) => withTerms(header, { impact_assessment: " " })],
    [
      "was made in time to come",
      "exchange_message",
      (header) => withTerms(header, { made_at_ms: NOW_MS + DAY_MS, answer_until_ms: NOW_MS + 2 * DAY_MS }),
    ],
    [
      "may wait for ever",
      "exchange_message",
      (header) => withTerms(header, { answer_until_ms: NOW_MS + 31 * DAY_MS }),
    ],
    [
      "is past its time",
      "exchange_expired",
      (header) => withTerms(header, { made_at_ms: NOW_MS - 2, answer_until_ms: NOW_MS - 1 }),
    ],
    [
      "shows another entry of its ledger",
      "exchange_fork",
      (header) => withTerms(header, { session: "0".repeat(32), key_check: "" }),
    ],
  ])("%s, signed by the counterpart itself", async (name, code, change) => {
    const changed = await resigned(
      two,
      two.platform,
      "offer",
      file,
      change,
      name.startsWith("shows") ? PAIR_KEY : null,
    );
    await refused(() => take(changed), code);
  });

  it("is signed by another key of the same name, or made under another pair key", async () => {
    const { text } = await readHeaderOf(file);
    const { header } = readHeader("offer", text);
    const forger = signerFromSeed(two.platform.logKey.name, "log", Buffer.alloc(32, 1));
    await writeMessage(two.file("forged"), signHeader("offer", header, forger), []);
    await refused(() => take(two.file("forged")), "exchange_tampered");
    await refused(() => take(file, Buffer.alloc(32, 6)), "exchange_key");
  });

  it("comes again", async () => {
    await take(file);
    await refused(() => take(file), "exchange_replayed");
  });

  it("holds a point off the curve: the exchange ends, and the ledger says so", async () => {
    const bad = await offer(two, 5, 9);
    const path = two.platform.sessions.file(bad.session, "offer");
    const { end } = await readHeaderOf(path);
    const points = readFileSync(path)
      .subarray(end)
      .fill(0xff, 32 * 7, 32 * 8);
    const part = await writePart(two.file("points"), 32, [points]);
    const changed = await resigned(
      two,
      two.platform,
      "offer",
      path,
      (header) => ({ ...header, parts: [part] }),
      null,
      two.file("points"),
    );
    const taken = await take(changed);
    await refused(
      () => completeAnswer(two.bank, taken, writeList(two.file("told.csv"), 0, 3, "low,"), PAIR_KEY),
      "exchange_bad_point",
    );
    expect(
      fieldsOf("exchange_ended", (await two.bank.entryOf("exchange_ended", bad.session))!),
    ).toMatchObject({
      why: "refused",
      code: "exchange_bad_point",
    });
  });

  it.each<[string, (asked: number) => Partial<ExchangeAgreement>]>([
    ["asks too often", (asked) => ({ exchanges_per_day: asked })],
    ["asks for too many", (asked) => ({ identifiers_per_day: asked * 256 })],
  ])("%s within a day, and is taken the day after", async (_, share) => {
    const asked = two.bank.sessions.all().length;
    two.bank.counterparts.agree("platform", agreementWith(two.platform, share(asked)));
    const next = await offer(two, 0, 2);
    const path = two.platform.sessions.file(next.session, "offer");
    await refused(() => take(path), "exchange_limit");
    two.clock.nowMs += DAY_MS + 1;
    expect((await take(path)).step).toBe("taken");
    two.clock.nowMs = NOW_MS;
    two.bank.counterparts.agree("platform", agreementWith(two.platform));
  });
});

describe("a ledger that was rewritten or set back", () => {
  it("is refused with its proof kept, and noted", async () => {
    const two = await twoOffices();
    const before = join(two.folder, "before");
    const first = await offer(two, 0, 3);
    await two.platform.close();
    cpSync(join(two.folder, "platform"), before, { recursive: true });
    const again = await openExchangeOffice(join(two.folder, "platform"), 1, () => two.clock.nowMs);
    const second = await offer({ ...two, platform: again }, 3, 6);
    for (const each of [first, second])
      await takeOffer(two.bank, again.sessions.file(each.session, "offer"), "李雷", PAIR_KEY);
    // The same key, the same beginning, another history: once longer than what was seen, once shorter.
    const forked = await openExchangeOffice(before, 1, () => two.clock.nowMs);
    const shorter = await offer({ ...two, platform: forked }, 6, 9);
    const longer = await offer({ ...two, platform: forked }, 9, 12);
    const take = (each: Session) =>
      takeOffer(two.bank, forked.sessions.file(each.session, "offer"), "李雷", PAIR_KEY);
    // As long as what was seen, of another history.
    await refused(() => take(shorter), "exchange_fork");
    await refused(() => take(longer), "exchange_fork");
    for (const { session } of [shorter, longer]) {
      expect(two.bank.sessions.get(session)?.step).toBe("ended");
      const ended = (await two.bank.entryOf("exchange_ended", session))!;
      expect(fieldsOf("exchange_ended", ended)).toMatchObject({ code: "exchange_fork" });
      const proof = join(two.folder, "bank/exchange/counterparts/platform", `refused-${session}.note`);
      expect(readHeader("offer", readFileSync(proof, "utf8")).header.contract.session).toBe(session);
    }
    await forked.close();
    await again.close();
    await two.bank.close();
  });
});

describe("an answer and a receipt are refused when they", () => {
  let two: TwoOffices;
  let offered: Session;
  let answerFile = "";
  beforeAll(async () => {
    two = await twoOffices();
    offered = await offer(two, 0, 5, { fields: ["pseudonym", "score_band"] });
    const answered = await answer(two, offered, writeList(two.file("told.csv"), 3, 9, "medium,complaints"));
    answerFile = two.bank.sessions.file(answered.session, "answer");
  });
  afterAll(() => two.close());

  const parts = async () => {
    const { text, end } = await readHeaderOf(answerFile);
    const [points, rows] = readHeader("answer", text).header.parts;
    const bytes = readFileSync(answerFile);
    const split = end + points!.items * points!.item_bytes;
    return {
      points: bytes.subarray(end, split),
      rows: bytes.subarray(split, split + rows!.items * rows!.item_bytes),
    };
  };

  it.each<[string, Code, (header: MessageHeader<"answer">) => MessageHeader<"answer">]>([
    ["answer another offer", "exchange_tampered", (header) => ({ ...header, offer_sha256: "0".repeat(64) })],
    ["answer no offer of ours", "exchange_state", (header) => ({ ...header, session: "0".repeat(32) })],
    [
      "announce 100 M rows",
      "exchange_too_many",
      (header) => ({ ...header, parts: [header.parts[0]!, { ...header.parts[1]!, items: 100_000_000 }] }),
    ],
    [
      "answer fewer points",
      "exchange_message",
      (header) => ({ ...header, parts: [{ ...header.parts[0]!, items: 128 }, header.parts[1]!] }),
    ],
    ["are cosigned by nobody", "exchange_tampered", (header) => ({ ...header, cosignature: "" })],
  ])("%s", async (_, code, change) => {
    await refused(
      async () =>
        finishOffer(two.platform, await resigned(two, two.bank, "answer", answerFile, change, null)),
      code,
    );
  });

  it("have rows out of order", async () => {
    const { points, rows } = await parts();
    const swapped = Buffer.concat([rows.subarray(24, 48), rows.subarray(0, 24), rows.subarray(48)]);
    const [masked, told] = [
      await writePart(two.file("points"), 32, [points]),
      await writePart(two.file("rows"), 24, [swapped]),
    ];
    const changed = await resigned(
      two,
      two.bank,
      "answer",
      answerFile,
      (header) => ({ ...header, parts: [masked, told] }),
      null,
      two.file("points"),
      two.file("rows"),
    );
    await refused(() => finishOffer(two.platform, changed), "exchange_tampered");
  });

  it("come again, and bring no field that the contract does not name", async () => {
    await finishOffer(two.platform, answerFile);
    expect(linesOf(matchesOf(two.platform, offered.session))).toEqual([
      { id: "p-3", band: "medium", reasons: [] },
      { id: "p-4", band: "medium", reasons: [] },
    ]);
    await refused(() => finishOffer(two.platform, answerFile), "exchange_replayed");
    const receipt = two.platform.sessions.file(offered.session, "receipt");
    const counted = await resigned(
      two,
      two.platform,
      "receipt",
      receipt,
      (header) => ({ ...header, matches: 1 }),
      null,
    );
    await refused(() => takeReceipt(two.bank, answerFile), "exchange_message");
    const kept = two.bank.sessions.get(offered.session)!;
    await takeReceipt(two.bank, receipt);
    await refused(() => takeReceipt(two.bank, receipt), "exchange_replayed");
    // What it says of matches is what its ledger says.
    two.bank.sessions.put(kept);
    await refused(() => takeReceipt(two.bank, counted), "exchange_fork");
  });
});

describe("a crash", () => {
  let two: TwoOffices;
  beforeAll(async () => {
    two = await twoOffices();
  });
  afterAll(() => two.close());
  const steps: readonly SessionStep[] = ["offered", "answered", "done"];
  it.each(steps)("before `%s` is stored leaves one entry and one exchange, once it goes on", async (step) => {
    const dying = (office: ExchangeOffice): ExchangeOffice => ({
      ...office,
      sessions: {
        ...office.sessions,
        put(session) {
          if (session.step === step) throw new Error("killed");
          return office.sessions.put(session);
        },
      },
    });
    const list = writeList(two.file("told.csv"), 1, 9, "low,");
    const told = { list, pairKey: PAIR_KEY };
    const begun = await beginOffer(two.platform, TERMS, writeList(two.file("ids.csv"), 0, 5), PAIR_KEY);
    if (step === "offered") await expect(completeOffer(dying(two.platform), begun)).rejects.toThrow("killed");
    const [offered] = await resumeExchanges(two.platform, null);
    const taken = await takeOffer(
      two.bank,
      two.platform.sessions.file(offered!.session, "offer"),
      "李雷",
      PAIR_KEY,
    );
    if (step === "answered")
      await expect(completeAnswer(dying(two.bank), taken, list, PAIR_KEY)).rejects.toThrow("killed");
    const [answered] = await resumeExchanges(two.bank, told);
    const file = two.bank.sessions.file(answered!.session, "answer");
    if (step === "done") await expect(finishOffer(dying(two.platform), file)).rejects.toThrow("killed");
    const done = await finishOffer(two.platform, file);
    const receipt = two.platform.sessions.file(done.session, "receipt");
    if (step === "done") await expect(takeReceipt(dying(two.bank), receipt)).rejects.toThrow("killed");
    await takeReceipt(two.bank, receipt);
    expect(done.matches).toBe(4);
    for (const office of [two.platform, two.bank]) {
      const entries = (await ledgerOfExchanges(office.records)).filter(
        ({ fields }) => (fields as { session?: string }).session === done.session,
      );
      expect(entries).toHaveLength(2);
      expect(await resumeExchanges(office, told)).toEqual([]);
    }
  });

  it("or silence of the other side ends an exchange at its time, and the ledger says which", async () => {
    const [unanswered, unconfirmed] = [await offer(two, 0, 2), await offer(two, 2, 4)];
    await answer(two, unconfirmed, writeList(two.file("told.csv"), 1, 9, "low,"));
    two.clock.nowMs += TERMS.answerWithinMs;
    expect((await sweep(two.platform)).ended.toSorted()).toEqual(
      [unanswered.session, unconfirmed.session].toSorted(),
    );
    expect((await sweep(two.bank)).ended).toEqual([unconfirmed.session]);
    expect(
      fieldsOf("exchange_ended", (await two.platform.entryOf("exchange_ended", unanswered.session))!),
    ).toMatchObject({ why: "not_answered" });
    expect(
      fieldsOf("exchange_ended", (await two.bank.entryOf("exchange_ended", unconfirmed.session))!),
    ).toMatchObject({ why: "not_confirmed" });
  });
});

it("refuses agreements and lists that are none, naming the fix", async () => {
  const two = await twoOffices();
  const good = agreementWith(two.bank);
  const agree = (agreement: object) => async () => two.platform.counterparts.agree("other", agreement);
  await refused(agree({ ...good, log_key: good.witness_key }), "exchange_agreement");
  await refused(agree({ ...good, fields: ["remark"] }), "exchange_agreement");
  await refused(agree({ ...good, extra: 1 }), "exchange_agreement");
  await refused(agree(good), "exchange_agreement");
  for (const text of [
    "",
    "id\n",
    "p-1\np-2\n",
    '{"id":"a","remark":"x"}\n',
    '{"id":""}\n',
    '{"id":1}\n',
    '{"id":"a","band":"high"}\n{"id":"a","band":"low"}\n',
    "id,band\na,red\n",
    "id,reasons\na,guilty\n",
  ]) {
    writeFileSync(two.file("list"), text);
    await refused(() => beginOffer(two.platform, TERMS, two.file("list"), PAIR_KEY), "exchange_rows");
  }
  await refused(() => beginOffer(two.platform, TERMS, two.file("absent"), PAIR_KEY), "cannot_read");
  await refused(
    () => beginOffer(two.platform, { ...TERMS, counterpart: "nobody" }, two.file("list"), PAIR_KEY),
    "exchange_counterpart",
  );
  expect(two.platform.sessions.all()).toEqual([]);
  await two.close();
});

describe("single look-ups under an exchange that is done", () => {
  let two: TwoOffices;
  let session: string;
  let peer: LookupPeer;
  const list = (): string => two.file("told.csv");
  /** Its x is above the field's prime. */
  const OFF_CURVE = Buffer.alloc(33, 0xff);
  OFF_CURVE[0] = 2;
  beforeAll(async () => {
    two = await twoOffices({ identifiers_per_day: 256 + 40 });
    const offered = await offer(two, 0, 2);
    const answered = await answer(two, offered, writeList(list(), 1, 6, "high,complaints"));
    const done = await finishOffer(two.platform, two.bank.sessions.file(answered.session, "answer"));
    await takeReceipt(two.bank, two.platform.sessions.file(done.session, "receipt"));
    session = done.session;
    peer = {
      table: async (asked) =>
        lookupTable(two.bank, openForLookups(two.bank, "platform", asked), list(), PAIR_KEY),
      evaluate: async (asked, elements) =>
        answerLookups(two.bank, openForLookups(two.bank, "platform", asked), elements),
    };
  });
  afterAll(() => two.close());
  const ask = (ids: readonly string[], more: Partial<LookupPeer> = {}, key: Uint8Array = PAIR_KEY) =>
    lookUp(two.platform, two.platform.sessions.get(session)!, ids, key, { ...peer, ...more });

  it("tell who is known and what is told of them; both ledgers say how many were asked, not who", async () => {
    let sent: Uint8Array = new Uint8Array();
    const watched: Partial<LookupPeer> = {
      evaluate(of, bytes) {
        sent = bytes;
        return peer.evaluate(of, bytes);
      },
    };
    expect(await ask(["p-3", "p-99"], watched)).toEqual([
      { id: "p-3", known: true, band: "high", reasons: ["complaints"] },
      { id: "p-99", known: false, band: null, reasons: [] },
    ]);
    const first = sent;
    await ask(["p-3"], watched);
    expect(Buffer.from(sent).equals(first.subarray(0, 33))).toBe(false);
    const [ours, theirs] = await Promise.all(
      [two.platform, two.bank].map(async (office) =>
        (await ledgerOfExchanges(office.records)).filter(({ kind }) => kind === "exchange_looked_up"),
      ),
    );
    expect(ours!.map(({ fields }) => fields)).toEqual(theirs!.map(({ fields }) => fields));
    expect(ours!.map(({ fields }) => (fields as { items: number }).items)).toEqual([2, 1]);
    expect(JSON.stringify([ours, theirs])).not.toContain("p-3");
    // Five rows among 256, which the counterpart's table does not tell apart.
    expect((await peer.table(session)).length).toBe(256 * 24);
  });

  it.each<[string, () => Promise<unknown>, Code]>([
    ["another pair key", () => ask(["p-1"], {}, Buffer.alloc(32, 6)), "exchange_key"],
    ["none", () => ask([]), "exchange_too_many"],
    [
      "more than a request takes",
      () => ask(Array.from({ length: 65 }, (_, i) => `p-${i}`)),
      "exchange_too_many",
    ],
    ["more than a day's share", () => ask(Array.from({ length: 38 }, (_, i) => `p-${i}`)), "exchange_limit"],
    ["bytes that are no elements", () => peer.evaluate(session, new Uint8Array(34)), "exchange_message"],
    ["an element off the curve", () => peer.evaluate(session, OFF_CURVE), "exchange_bad_point"],
    [
      "an answer that breaks off",
      () => ask(["p-1"], { evaluate: async () => new Uint8Array(5) }),
      "exchange_truncated",
    ],
    [
      "an answer off the curve",
      () => ask(["p-1"], { evaluate: async () => OFF_CURVE }),
      "exchange_bad_point",
    ],
    ["an unknown exchange", () => peer.evaluate("0".repeat(32), new Uint8Array(33)), "exchange_state"],
    ["somebody else's exchange", async () => openForLookups(two.bank, "stranger", session), "exchange_state"],
  ])("refuse %s", (_, work, code) => refused(work, code));

  it("refuse a table that is none, and everything past the retention; then nothing of them is left", async () => {
    const { platform, bank, clock } = two;
    const known = platform.sessions.get(session)!;
    platform.sessions.remove(session, ["lookupTable"]);
    await refused(() => ask(["p-1"], { table: async () => new Uint8Array(24 * 3) }), "exchange_message");
    clock.nowMs = known.deleteAtMs!;
    await refused(() => ask(["p-1"]), "exchange_expired");
    await refused(() => peer.table(session), "exchange_expired");
    await sweep(bank);
    for (const name of ["lookupKey", "lookupTable", "lookups"] as const)
      expect(existsSync(bank.sessions.file(session, name))).toBe(false);
  });
});

async function offer(
  two: TwoOffices,
  from: number,
  to: number,
  terms: Partial<OfferTerms> = {},
): Promise<Session> {
  const list = writeList(two.file("ids.csv"), from, to);
  return completeOffer(two.platform, await beginOffer(two.platform, { ...TERMS, ...terms }, list, PAIR_KEY));
}

async function answer(two: TwoOffices, offered: Session, list: string): Promise<Session> {
  const taken = await takeOffer(
    two.bank,
    two.platform.sessions.file(offered.session, "offer"),
    "李雷",
    PAIR_KEY,
  );
  return completeAnswer(two.bank, taken, list, PAIR_KEY);
}

/** A message whose header is changed and signed anew by its sender: bodies follow where they are given. */
async function resigned<K extends MessageKind>(
  two: TwoOffices,
  office: ExchangeOffice,
  kind: K,
  file: string,
  change: (header: MessageHeader<K>) => MessageHeader<K>,
  checkedBy: Uint8Array | null,
  ...bodies: readonly string[]
): Promise<string> {
  const { text, end } = await readHeaderOf(file);
  let header = change(readHeader(kind, text).header);
  if (checkedBy !== null && "contract" in header) {
    const contract = { ...header.contract, key_check: keyCheck(checkedBy, header.contract.session) };
    header = { ...header, contract };
  }
  const body = two.file("body");
  writeFileSync(body, readFileSync(file).subarray(end));
  const changed = two.file(`resigned-${kind}`);
  await writeMessage(changed, signHeader(kind, header, office.logKey), bodies.length > 0 ? bodies : [body]);
  return changed;
}

function withTerms(
  header: MessageHeader<"offer">,
  terms: Partial<MessageHeader<"offer">["contract"]>,
): MessageHeader<"offer"> {
  return { ...header, contract: { ...header.contract, ...terms } };
}

/** Whether it is refused with this code, and both languages say why. */
async function refused(work: () => Promise<unknown>, code: Code): Promise<void> {
  const error = await work().then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(TouchstoneError);
  const { code: told, detail } = error as TouchstoneError;
  expect([told, detail]).toEqual([code, detail]);
  expect(detail).not.toBe("");
  if (code === "cannot_read") return;
  const zh = errorText(code, detail, "zh");
  expect(zh.split("：").slice(1).join("："), `no Chinese for: ${detail}`).toMatch(/[\u4e00-\u9fff]/);
}

function linesOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
