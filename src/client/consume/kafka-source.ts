import { ClientError } from "../client-error.ts";
import type { EventSource, SourceMessage } from "./event-source.ts";

export interface KafkaSourceOptions {
  /** As in `127.0.0.1:9092`; several with commas. */
  readonly brokers: string;
  readonly topic: string;
  /** Consumer group: what it has committed is not given again, whoever runs. */
  readonly group: string;
  readonly user?: string;
  readonly password?: string;
}

/** Wait for further messages of a turn, ms. */
const EXPIRES_MS = 1_000;
/** First wait of the client for a broker, ms. */
const CONNECT_MS = 5_000;

/**
 * A Kafka topic, by `@platformatic/kafka`, which is installed beside this package where it is wanted. A group begins at the oldest
 * message it has not committed. Offsets are committed up to the first message of a partition that was not taken in, and no further: a
 * restart, or a rebalance, gives that one again, and what follows it. Rejects with `ClientError`: `unreachable`, or `missing_package`.
 */
export async function openKafkaSource(options: KafkaSourceOptions): Promise<EventSource> {
  const { brokers, topic, group, user, password } = options;
  const { Consumer } = await import("@platformatic/kafka").catch((cause: unknown) => {
    throw new ClientError(
      "missing_package",
      "the client for Kafka is not installed: `npm install @platformatic/kafka` (Node 22.22 or newer)",
      { cause },
    );
  });
  const consumer = new Consumer({
    clientId: "touchstone",
    groupId: group,
    bootstrapBrokers: brokers.split(","),
    connectTimeout: CONNECT_MS,
    retries: 1,
    ...(user === undefined || password === undefined
      ? {}
      : { sasl: { mechanism: "SCRAM-SHA-256" as const, username: user, password } }),
  });
  const stream = await consumer
    .consume({ topics: [topic], autocommit: false, mode: "committed", fallbackMode: "earliest" })
    .catch(async (cause: unknown) => {
      await consumer.close(true).catch(() => {});
      throw new ClientError("unreachable", `Kafka at \`${brokers}\`: ${(cause as Error).message}`, {
        retry: true,
        cause,
      });
    });
  const messages = stream[Symbol.asyncIterator]();
  let waiting: ReturnType<typeof messages.next> | null = null;
  /** Messages by partition that are given and not committed, oldest first: an offset is committed when all before it are done. */
  const given = new Map<number, Given[]>();
  const commits = new Set<Promise<void>>();
  let failed = false;
  const commitDone = (partition: number): void => {
    const queue = given.get(partition) ?? [];
    let last: Given | undefined;
    while (queue[0]?.done === true) last = queue.shift();
    if (last === undefined) return;
    const commit = Promise.resolve(last.commit()).catch(() => {}); // what is not committed comes again
    commits.add(commit);
    void commit.finally(() => commits.delete(commit));
  };
  return {
    async next(max) {
      if (failed) {
        throw new ClientError("unreachable", `messages of \`${topic}\` were not taken in; start again`, {
          retry: true,
        });
      }
      const taken: SourceMessage[] = [];
      const until = performance.now() + EXPIRES_MS;
      while (taken.length < max) {
        waiting ??= messages.next();
        const got = await within(waiting, taken.length > 0 ? 1 : until - performance.now());
        if (got === null) break;
        waiting = null;
        if (got.done === true)
          throw new ClientError("unreachable", `Kafka at \`${brokers}\` ended`, { retry: true });
        const { value } = got;
        const { partition } = value;
        const own: Given = { done: false, commit: () => value.commit() };
        const queue = given.get(partition);
        if (queue === undefined) given.set(partition, [own]);
        else queue.push(own);
        taken.push({
          data: value.value,
          place: `${value.topic} ${partition} ${value.offset}`,
          ack: () => {
            own.done = true;
            commitDone(partition);
          },
          retry: () => {
            failed = true;
          },
          working: () => {},
        });
      }
      return taken;
    },
    async close() {
      await Promise.all(commits);
      await stream.close();
      await consumer.close(true);
    },
  };
}

interface Given {
  done: boolean;
  readonly commit: () => void | Promise<void>;
}

/** What comes within a time, or null. */
function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, ms));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
