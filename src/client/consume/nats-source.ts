import { AckPolicy, type JsMsg, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { type ConnectionOptions, connect } from "@nats-io/transport-node";
import { ClientError } from "../client-error.ts";
import type { EventSource, SourceMessage } from "./event-source.ts";

export interface NatsSourceOptions {
  /** As in `nats://127.0.0.1:4222`; several with commas. */
  readonly servers: string;
  /** Name of the JetStream stream. */
  readonly stream: string;
  /** Durable consumer: what it has acknowledged is not given again, whoever runs. Made where it is missing. */
  readonly consumer: string;
  /** Subjects of the stream to take; default all. */
  readonly filter?: string;
  readonly token?: string;
  readonly user?: string;
  readonly password?: string;
}

/** Wait for the first message of a turn, ms. */
const EXPIRES_MS = 1_000;
/** The server gives a message again when nothing was heard of it for so long, ns. */
const ACK_WAIT_NS = 30_000_000_000;
/** Wait before a message that was not taken in is given again, ms: an engine restarts in some seconds. */
const RETRY_MS = 5_000;
/** Messages given and not acknowledged: two turns, and some that are given again. */
const ACK_PENDING_MAX = 2_000;

/** A JetStream stream, pulled. Rejects with `ClientError` `unreachable` or `unknown_stream`. */
export async function openNatsSource(options: NatsSourceOptions): Promise<EventSource> {
  const { servers, stream, consumer, filter, token, user, password } = options;
  const wanted: ConnectionOptions = {
    servers: servers.split(","),
    name: "touchstone",
    maxReconnectAttempts: -1,
    ...(token === undefined ? {} : { token }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
  };
  const connection = await connect(wanted).catch((cause: unknown) => {
    throw new ClientError("unreachable", `NATS at \`${servers}\`: ${told(cause)}`, { retry: true, cause });
  });
  try {
    const manager = await jetstreamManager(connection);
    await manager.streams.info(stream).catch((cause: unknown) => {
      throw new ClientError(
        "unknown_stream",
        `NATS at \`${servers}\` has no stream \`${stream}\`: ${told(cause)}; make it with \`nats stream add ${stream}\``,
        { cause },
      );
    });
    await manager.consumers.add(stream, {
      durable_name: consumer,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ACK_WAIT_NS,
      max_ack_pending: ACK_PENDING_MAX,
      ...(filter === undefined ? {} : { filter_subject: filter }),
    });
    const pulled = await jetstream(connection).consumers.get(stream, consumer);
    return {
      async next(max) {
        const messages: SourceMessage[] = [];
        const batch = await pulled.fetch({ max_messages: max, expires: EXPIRES_MS });
        for await (const message of batch) messages.push(sourceMessage(message));
        return messages;
      },
      async close() {
        await connection.drain();
      },
    };
  } catch (error) {
    await connection.close();
    if (error instanceof ClientError) throw error;
    throw new ClientError("unreachable", `JetStream at \`${servers}\`: ${told(error)}`, {
      retry: true,
      cause: error,
    });
  }
}

function sourceMessage(message: JsMsg): SourceMessage {
  return {
    data: message.data,
    place: `${message.info.stream} ${message.seq}`,
    ack: () => message.ack(),
    retry: () => message.nak(RETRY_MS),
    working: () => message.working(),
  };
}

function told(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
