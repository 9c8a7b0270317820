import type { Command } from "commander";
import { createClient } from "../client/client.ts";
import { ClientError } from "../client/client-error.ts";
import { consume } from "../client/consume/consume.ts";
import type { EventSource } from "../client/consume/event-source.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { httpAddress } from "./arguments.ts";
import { settableByEnvironment } from "./environment.ts";
import { EXIT } from "./exit.ts";
import { openOutput } from "./output.ts";
import { stopOnSignals } from "./stop-signals.ts";

interface Options {
  readonly stream: string;
  readonly consumer: string;
  readonly filter?: string;
  readonly to: string;
  readonly refused?: string;
}

/** The engine may be away for as long as it likes: the queue keeps what it has. */
const ATTEMPTS_MAX = 1_000;
/** Between two lines that say how far it is, ms. */
const TOLD_MS = 10_000;

/** `touchstone consume`: a queue's events into a running engine. */
export function register(program: Command): void {
  const command = program
    .command("consume")
    .description(
      "hands events from a queue to a running engine and loses none: NATS JetStream or Kafka. A message is acknowledged after the engine has acknowledged its events; one that comes again counts once",
    )
    .argument(
      "<queue>",
      "where the queue is: nats://host:4222 or kafka://host:9092; several hosts with commas",
    )
    .requiredOption("--stream <name>", "stream (NATS) or topic (Kafka)")
    .option(
      "--consumer <name>",
      "durable consumer (NATS) or consumer group (Kafka): what it has acknowledged is not given again",
      "touchstone",
    )
    .option("--filter <subjects>", "subjects of the stream to take (NATS); default all")
    .option("--to <address>", "address of the engine", httpAddress, "http://127.0.0.1:8787")
    .option(
      "--refused <file>",
      "file for events that the engine refuses, one a line with its reason; without it they are told on standard error",
    );
  settableByEnvironment(command, process.env).action(run);
}

async function run(queue: string, options: Options): Promise<void> {
  const stopping = new AbortController();
  stopOnSignals(stopping);
  const token = process.env.TOUCHSTONE_TOKEN;
  const client = createClient({
    url: options.to,
    ...(token === undefined || token === "" ? {} : { token }),
    attemptsMax: ATTEMPTS_MAX,
    onRetry: (error, waitMs) => say(`${error.message}; again in ${waitMs} ms`),
  });
  const refused = options.refused === undefined ? null : openOutput(options.refused);
  const writing: Promise<void>[] = [];
  try {
    const source = await openSource(queue, options);
    say(`consuming ${options.stream} as ${options.consumer}, into ${options.to}`);
    let toldMs = performance.now();
    const totals = await consume({
      client,
      source,
      signal: stopping.signal,
      onRefused: (place, line, { code, field, hint }) => {
        const entry = JSON.stringify({ place, code, field, hint, line: line.slice(0, 2_000) });
        if (refused === null) say(`refused: ${entry}`);
        else writing.push(refused.write(`${entry}\n`));
      },
      onFailed: (messages, error) => say(`${messages} messages will be given again: ${String(error)}`),
      onProgress: ({ messages, accepted, duplicates, refused }) => {
        if (performance.now() - toldMs < TOLD_MS) return;
        toldMs = performance.now();
        say(`${messages} messages: ${accepted} events new, ${duplicates} known, ${refused} refused`);
      },
    });
    const late =
      totals.late === 0 ? "" : `; ${totals.late} of the new ones came late and were hardly measured`;
    say(
      `stopped: ${totals.accepted} events new, ${totals.duplicates} known, ${totals.refused} refused${late}`,
    );
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    say(error.message);
    process.exitCode = EXIT.failed;
  } finally {
    await Promise.all(writing);
    await refused?.close();
    await client.close();
  }
}

/** Throws `bad_request` for an address of another kind, and `ClientError`. Secrets come from the environment alone. */
async function openSource(queue: string, { stream, consumer, filter }: Options): Promise<EventSource> {
  const [scheme = "", hosts = ""] = queue.split("://");
  const user = process.env.TOUCHSTONE_QUEUE_USER;
  const password = process.env.TOUCHSTONE_QUEUE_PASSWORD;
  const login = { ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
  if (hosts !== "" && (scheme === "nats" || scheme === "tls")) {
    const { openNatsSource } = await import("../client/consume/nats-source.ts");
    const token = process.env.TOUCHSTONE_QUEUE_TOKEN;
    const servers = hosts.split(",").map((host) => `${scheme}://${host}`);
    return openNatsSource({
      servers: servers.join(","),
      stream,
      consumer,
      ...login,
      ...(token === undefined ? {} : { token }),
      ...(filter === undefined ? {} : { filter }),
    });
  }
  if (hosts !== "" && scheme === "kafka") {
    const { openKafkaSource } = await import("../client/consume/kafka-source.ts");
    return openKafkaSource({ brokers: hosts, topic: stream, group: consumer, ...login });
  }
  throw new TouchstoneError(
    "bad_request",
    `\`${queue}\` is no queue: \`nats://127.0.0.1:4222\` or \`kafka://127.0.0.1:9092\``,
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
