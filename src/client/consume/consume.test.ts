import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { describe, expect, test } from "vitest";
import type { EventAnswer } from "../event-batches.ts";
import { consume, eventLines } from "./consume.ts";
import type { EventSource, SourceMessage } from "./event-source.ts";
import { openKafkaSource } from "./kafka-source.ts";
import { openNatsSource } from "./nats-source.ts";

const decision = { verdict: "allow" } as Extract<EventAnswer, { decision: unknown }>["decision"];

/** An engine as its clients see it: ids count once. Its own routes are tested elsewhere. */
function engine() {
  const seen = new Set<string>();
  return {
    seen,
    send: async (line: unknown): Promise<EventAnswer> => {
      const { id, bad, down } = JSON.parse(String(line)) as Record<string, string | boolean | undefined>;
      if (down === true && !seen.has("up")) throw new Error("down");
      if (bad === true)
        return { rejection: { code: "missing_field", line: 1, field: "type", value: "", hint: "add it" } };
      const duplicate = seen.has(String(id));
      seen.add(String(id));
      return { decision, duplicate };
    },
  };
}

describe("consume", () => {
  test.each([
    ["one event", '{"id":"a"}', ['{"id":"a"}']],
    ["several, one a line", '{"id":"a"}\n\n{"id":"b"}\r\n', ['{"id":"a"}', '{"id":"b"}']],
    ["one over several lines", '{\n  "id": "a",\n  "target": {\n}\n}', ['{   "id": "a",   "target": { } }']],
    ["nothing", " \n", [""]],
  ])("reads a message of %s", (_, text, lines) => {
    expect(eventLines(Buffer.from(text))).toEqual(lines);
  });

  test("acknowledges after the engine has, tells refused ones, gives back what failed, and stops in order", async () => {
    const told: string[] = [];
    const stopping = new AbortController();
    const message = (text: string, place: string): SourceMessage => ({
      data: Buffer.from(text),
      place,
      ack: () => told.push(`ack ${place}`),
      retry: () => told.push(`retry ${place}`),
      working: () => {},
    });
    const turns = [
      [
        message('{"id":"a"}', "1"),
        message('{"id":"b","down":true}', "2"),
        message('{"bad":true}', "3"),
        message("", "4"),
      ],
      [message('{"id":"a"}\n{"id":"c"}', "5")],
    ];
    const source: EventSource = {
      async next() {
        if (turns.length === 1) stopping.abort();
        return turns.shift() ?? [];
      },
      close: async () => void told.push("closed"),
    };
    const refused: string[] = [];
    const failed: unknown[] = [];
    const totals = await consume({
      client: engine(),
      source,
      signal: stopping.signal,
      onRefused: (place, _, { code }) => refused.push(`${place} ${code}`),
      onFailed: (messages, error) => failed.push([messages, String(error)]),
    });
    expect(totals).toEqual({ messages: 4, accepted: 2, duplicates: 1, refused: 2, late: 0 });
    expect(told.sort()).toEqual(["ack 1", "ack 3", "ack 4", "ack 5", "closed", "retry 2"]);
    expect(refused.sort()).toEqual(["3 missing_field", "4 empty_input"]);
    expect(failed).toEqual([[1, "Error: down"]]);
  });

  test("a queue that is not there is told with its address", async () => {
    const nats = openNatsSource({ servers: "nats://127.0.0.1:1", stream: "events", consumer: "t" });
    await expect(nats).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("127.0.0.1:1"),
    });
    const kafka = openKafkaSource({ brokers: "127.0.0.1:1", topic: "events", group: "t" });
    await expect(kafka).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("127.0.0.1:1"),
    });
  }, 30_000);
});

function natsServer(): boolean {
  try {
    execFileSync("nats-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    process.stdout.write(
      "skipped: no nats-server here (apt-get install nats-server), so JetStream is not tried\n",
    );
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!natsServer())("consume from a JetStream server", () => {
  test("a kill before the acknowledgement gives messages again and nothing twice; a slow engine holds the queue back", async () => {
    const folder = mkdtempSync(join(tmpdir(), "touchstone-nats-"));
    const port = await freePort();
    const server = spawn("nats-server", ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port)], {
      stdio: "ignore",
    });
    const servers = `nats://127.0.0.1:${port}`;
    try {
      const connection = await connect({
        servers,
        waitOnFirstConnect: true,
        maxReconnectAttempts: 100,
        reconnectTimeWait: 50,
      });
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: "events", subjects: ["events.>"] });
      const publisher = jetstream(connection);
      const ids = Array.from({ length: 1_200 }, (_, i) => `e${i}`);
      await Promise.all(ids.map((id) => publisher.publish("events.like", JSON.stringify({ id }))));
      await expect(openNatsSource({ servers, stream: "none", consumer: "t" })).rejects.toMatchObject({
        code: "unknown_stream",
      });
      // Somebody who dies after the engine took the first turn in, before anything was acknowledged. A short wait, as the server counts it.
      await manager.consumers.add("events", {
        durable_name: "t",
        ack_policy: AckPolicy.Explicit,
        ack_wait: 300_000_000,
      });
      const { seen, send } = engine();
      const dying = await jetstream(connection).consumers.get("events", "t");
      let first = 0;
      for await (const message of await dying.fetch({ max_messages: 400, expires: 1_000 })) {
        first++;
        await send(message.string());
      }
      await new Promise((resolve) => setTimeout(resolve, 400));
      const stopping = new AbortController();
      let underWay = 0;
      let most = 0;
      const source = await openNatsSource({ servers, stream: "events", consumer: "t" });
      const totals = await consume({
        source,
        signal: stopping.signal,
        client: {
          async send(line) {
            most = Math.max(most, ++underWay);
            await new Promise((resolve) => setImmediate(resolve));
            underWay--;
            return send(line);
          },
        },
        onRefused: () => {},
        onProgress: ({ messages }) => {
          if (messages >= ids.length) stopping.abort();
        },
      });
      expect(first).toBe(400);
      expect(seen.size).toBe(ids.length);
      expect(totals.accepted).toBe(ids.length - first);
      expect(totals.duplicates).toBeGreaterThanOrEqual(first);
      expect(most).toBeLessThanOrEqual(500);
      const { num_ack_pending: pending, num_pending: left } = await manager.consumers.info("events", "t");
      expect([pending, left]).toEqual([0, 0]);
      await connection.close();
    } finally {
      server.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
