import { expect, test } from "vitest";
import { openMemoryEventLog } from "../../store/memory-event-log.ts";
import { openMemoryRecords } from "../../store/memory-records.ts";
import { createTrails } from "./create-trails.ts";

const AT_MS = Date.UTC(2026, 10, 20, 12);

interface Event {
  readonly id: string;
  readonly actor?: string;
  readonly payer?: string;
  readonly target?: string;
  readonly payee?: string;
}

function line({ id, actor, payer, target = "v1", payee = "shop" }: Event): string {
  const at = AT_MS;
  const event =
    payer === undefined
      ? { id, type: "like", at, actor: { id: actor }, target: { kind: "video", id: target } }
      : {
          id,
          type: "payment",
          at,
          payer,
          payee: { id: payee, kind: "personal" },
          amount_minor: 1,
          currency: "CNY",
        };
  return `${JSON.stringify(event)}\n`;
}

/** A log of runs, and trails over it. */
async function trailsOver(runs: readonly (readonly (Event | string)[])[], eventsMax = 1_000) {
  const log = openMemoryEventLog();
  for (const run of runs) {
    const bytes = Buffer.from(run.map((one) => (typeof one === "string" ? one : line(one))).join(""));
    const ids = new Uint8Array(8 * run.length);
    await log.append("events", { count: run.length, bytes, ids, policy: "p", receivedAtMs: AT_MS });
  }
  const erased = new Set<string>(["gone"]);
  const trails = createTrails({
    log,
    records: openMemoryRecords(),
    forgotten: { hasName: (name) => erased.has(name), hasKey: () => false },
    decidedTo: () => log.end("events"),
    decision: () => null,
    eventsMax,
  });
  return { log, trails };
}

const ids = ({ items }: { readonly items: readonly { readonly event: string }[] }) =>
  items.map(({ event }) => event);

test("an account's events and payments, the latest first, page by page over runs", async () => {
  const { trails } = await trailsOver([
    [
      { id: "a", actor: "u1" },
      { id: "b", actor: "u2" },
      { id: "c", actor: "u1" },
    ],
    [
      { id: "d", payer: "u1" },
      { id: "e", actor: "u10" },
    ],
    [
      { id: "f", actor: "u2", target: "u1" },
      { id: "g", actor: "u1" },
    ],
  ]);
  expect(ids(await trails.ofActor("u1", { limit: 10 }))).toEqual(["g", "d", "c", "a"]);
  const first = await trails.ofActor("u1", { limit: 2 });
  expect(ids(first)).toEqual(["g", "d"]);
  const second = await trails.ofActor("u1", { limit: 2, before: first.next! });
  expect(ids(second)).toEqual(["c", "a"]);
  expect(second.next).toBeNull();
  expect(first.items[1]?.target).toEqual({ kind: "payee", id: "shop" });
  expect(ids(await trails.ofTarget("video", "u1", { limit: 9 }))).toEqual(["f"]);
  expect(ids(await trails.ofTarget("payee", "shop", { limit: 9 }))).toEqual(["d"]);
  expect(await trails.ofActor("nobody", { limit: 9 })).toMatchObject({ items: [], next: null, looked: 7 });
  await expect(trails.ofActor("u1", { limit: 1, before: "x" })).rejects.toMatchObject({
    code: "bad_request",
  });
});

test("names that JSON writes otherwise are found as well", async () => {
  const odd = 'u"1\\é';
  const escaped = line({ id: "a", actor: odd }).replace("é", "\\u00e9");
  const { trails } = await trailsOver([[{ id: "b", actor: odd }, escaped, { id: "c", actor: "x" }]]);
  expect(ids(await trails.ofActor(odd, { limit: 9 }))).toEqual(["a", "b"]);
});

test("a look is bounded, says how far it went, and goes on from there", async () => {
  const { trails } = await trailsOver(
    Array.from({ length: 6 }, (_, run) => [{ id: `e${run}`, actor: run === 0 ? "u1" : "other" }]),
    2,
  );
  const first = await trails.ofActor("u1", { limit: 5 });
  expect(first).toMatchObject({ items: [], looked: 2, next: "4" });
  const second = await trails.ofActor("u1", { limit: 5, before: first.next! });
  const third = await trails.ofActor("u1", { limit: 5, before: second.next! });
  expect([ids(third), third.next]).toEqual([["e0"], null]);
  const four = Array.from({ length: 5 }, () =>
    trails.ofActor("u1", { limit: 1 }).catch((error) => error.code),
  );
  expect((await Promise.all(four)).filter((one) => one === "overloaded")).toHaveLength(1);
});

test("an erased account is nowhere named, and events before the log's begin are not missed for", async () => {
  const { trails, log } = await trailsOver([[{ id: "a", actor: "gone" }], [{ id: "b", actor: "gone" }]]);
  expect(trails.isErased("gone")).toBe(true);
  expect(await trails.ofActor("gone", { limit: 9 })).toMatchObject({ items: [], next: null });
  expect((await trails.ofTarget("video", "v1", { limit: 9 })).items.map(({ actor }) => actor)).toEqual([
    "",
    "",
  ]);
  await log.dropBefore("events", 1);
  expect(ids(await trails.ofTarget("video", "v1", { limit: 9 }))).toEqual(["b"]);
});
