import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "./client.ts";
import type { ClientError } from "./client-error.ts";

/** A server that answers as it is told: the engine's own routes are tested in `test/package.test.ts`. */
type Answer = (body: string, request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    answer(body, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One decision a line, as the engine answers. */
function decisions(body: string): string {
  const lines = body.trim().split("\n");
  return lines.map((line) => `{"verdict":"allow","event":${JSON.stringify(JSON.parse(line).id)}}\n`).join("");
}

const event = (id: string) => JSON.stringify({ id });
const failure = (promise: Promise<unknown>): Promise<ClientError> =>
  promise.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: ClientError) => error,
  );

describe("createClient", () => {
  it("sends what comes together in one request, and answers each in its place", async () => {
    const bodies: string[] = [];
    const url = await serve((body, _, response) => {
      bodies.push(body);
      response.end(decisions(body));
    });
    const client = createClient({ url });
    const answers = await Promise.all(["a", "b", "c"].map((id) => client.send(event(id))));
    expect(answers.map((answer) => "decision" in answer && answer.decision.event)).toEqual(["a", "b", "c"]);
    expect(bodies).toHaveLength(1);
  });

  it("cuts batches at their size, and never has more requests under way than asked", async () => {
    let underWay = 0;
    let most = 0;
    const sizes: number[] = [];
    const url = await serve((body, _, response) => {
      most = Math.max(most, ++underWay);
      sizes.push(body.trim().split("\n").length);
      setTimeout(() => {
        underWay--;
        response.end(decisions(body));
      }, 5);
    });
    const client = createClient({ url, batchEventsMax: 10, requestsMax: 2 });
    await Promise.all(Array.from({ length: 95 }, (_, i) => client.send(event(`e${i}`))));
    expect(sizes.reduce((sum, size) => sum + size)).toBe(95);
    expect(Math.max(...sizes)).toBe(10);
    expect(most).toBe(2);
  });

  it("repeats what may succeed later, the same events, and not what never will", async () => {
    const bodies: string[] = [];
    const url = await serve((body, _, response) => {
      bodies.push(body);
      if (bodies.length === 1) response.socket?.destroy();
      else if (bodies.length === 2) {
        response.writeHead(503, { "retry-after": "0" });
        response.end('{"code":"not_ready","detail":"starting","retry":true}');
      } else response.end(decisions(body));
    });
    const told: string[] = [];
    const client = createClient({ url, retryDelayMs: 1, onRetry: ({ code }) => told.push(code) });
    await client.send(event("a"));
    expect(told).toEqual(["unreachable", "not_ready"]);
    expect(new Set(bodies).size).toBe(1);

    const refusing = await serve((_, __, response) => {
      response.writeHead(401);
      response.end('{"code":"unauthorised","detail":"no token","retry":false}');
    });
    const refused = await failure(createClient({ url: refusing }).send(event("a")));
    expect(refused).toMatchObject({ code: "unauthorised", status: 401, retry: false });
  });

  it("gives up after its attempts, and says what failed", async () => {
    const client = createClient({ url: "http://127.0.0.1:1", attemptsMax: 3, retryDelayMs: 1 });
    const error = await failure(client.send(event("a")));
    expect(error).toMatchObject({ code: "unreachable", status: 0, retry: true });
    expect(error.message).toContain("127.0.0.1:1");
    expect(client.pending).toBe(0);
  });

  it("refuses more than may wait, and has room again when answers came", async () => {
    const held: (() => void)[] = [];
    const url = await serve((body, _, response) => {
      held.push(() => response.end(decisions(body)));
    });
    const client = createClient({ url, batchEventsMax: 2, pendingEventsMax: 4, requestsMax: 1 });
    const sent = ["a", "b", "c", "d"].map((id) => client.send(event(id)));
    expect(await failure(client.send(event("e")))).toMatchObject({ code: "client_full", retry: true });
    const room = client.room();
    while (client.pending > 0) {
      held.shift()?.();
      await new Promise(setImmediate);
    }
    await room;
    await Promise.all(sent);
    expect(client.pending).toBe(0);
  });

  it("says when an answer is not an engine's", async () => {
    const url = await serve((_, __, response) => response.end('{"verdict":"allow"}\n'));
    const client = createClient({ url });
    const both = await Promise.allSettled([client.send(event("a")), client.send(event("b"))]);
    expect(both.map((one) => one.status === "rejected" && one.reason.code)).toEqual([
      "odd_answer",
      "odd_answer",
    ]);
    const page = await serve((_, __, response) => {
      response.writeHead(404, { "content-type": "text/html" });
      response.end("<h1>no such page</h1>");
    });
    expect(await failure(createClient({ url: page }).counts([]))).toMatchObject({
      code: "odd_answer",
      status: 404,
    });
  });

  it("never follows a redirect, which would carry the token away", async () => {
    let asked = 0;
    const thief = await serve((_, __, response) => {
      asked++;
      response.end("{}");
    });
    const url = await serve((_, __, response) => {
      response.writeHead(307, { location: thief });
      response.end();
    });
    const client = createClient({ url, token: "secret", attemptsMax: 1 });
    expect((await failure(client.send(event("a")))).code).toBe("unreachable");
    expect(asked).toBe(0);
  });

  it("takes a broken stream up again, and ends when it is closed", async () => {
    let opened = 0;
    const url = await serve((_, __, response) => {
      opened++;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: {"events_total":${opened}}\n\nevent: campaign\ndata: {"id":"k${opened}"}\n\n`);
      if (opened === 1) setTimeout(() => response.destroy(), 20);
    });
    const client = createClient({ url, retryDelayMs: 1 });
    const seen: unknown[] = [];
    for await (const { kind, value } of client.live()) {
      seen.push([kind, value.events_total ?? value.id]);
      if (seen.length === 4) await client.close();
    }
    expect(seen).toEqual([
      ["overview", 1],
      ["campaign", "k1"],
      ["overview", 2],
      ["campaign", "k2"],
    ]);
    expect(await failure(client.send(event("late")))).toMatchObject({ code: "client_closed" });
  });

  it.each([
    ["an address of another kind", { url: "ftp://x" }, /must begin with http/],
    ["no address", { url: "x" }, /Invalid URL/],
    ["a batch of 0", { url: "http://x", batchEventsMax: 0 }, /`batchEventsMax` is `0`/],
    ["fewer waiting than one batch", { url: "http://x", pendingEventsMax: 10 }, /`pendingEventsMax` is `10`/],
  ])("refuses %s", (_, options, message) => {
    expect(() => createClient(options)).toThrow(message);
  });

  it("refuses an event that is no line", async () => {
    const client = createClient({ url: "http://127.0.0.1:1" });
    expect((await failure(client.send('{"a":1}\n{"b":2}'))).code).toBe("not_json");
    expect((await failure(client.send(" "))).code).toBe("not_json");
  });
});
