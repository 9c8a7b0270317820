import type { ServerResponse } from "node:http";
import { STREAM_BACKLOG_BYTES_MAX } from "./serve-limits.ts";

/** Server-sent events: every second the same message to everyone who listens to a topic. */
export interface StreamHub {
  /**
   * Adds a listener and sends it the present as soon as it is made. Ends with the response. The caller has asked `full`. `more` gives
   * further events for each message after the first.
   */
  listen(
    topic: string,
    render: () => string | Promise<string>,
    response: ServerResponse,
    more?: () => readonly StreamEvent[],
  ): void;
  readonly open: number;
  /** No further stream can be opened. */
  readonly full: boolean;
  /** Ends every stream. */
  close(): void;
}

/** A named event beside a topic's messages. */
export interface StreamEvent {
  readonly event: string;
  /** One line. */
  readonly data: string;
}

export interface StreamHubOptions {
  readonly clientsMax: number;
  readonly intervalMs: number;
  /** Told how many streams are open, at each change. */
  readonly onChange: (open: number) => void;
  /** Told when a message could not be made; its topic waits for the next second. */
  readonly onError: (error: unknown) => void;
}

interface Topic {
  readonly render: () => string | Promise<string>;
  readonly more: () => readonly StreamEvent[];
  readonly clients: Set<ServerResponse>;
  /** Its message is being made: a second that comes meanwhile is passed over. */
  rendering: boolean;
}

/**
 * A hub that renders each topic once a second while someone listens, and not at all otherwise. A client that does not
 * read is dropped once its backlog is full; browsers come back by themselves.
 */
export function createStreamHub(options: StreamHubOptions): StreamHub {
  const topics = new Map<string, Topic>();
  let open = 0;
  let timer: NodeJS.Timeout | null = null;

  function tick(): void {
    for (const topic of topics.values()) if (!topic.rendering) void tell(topic);
  }

  async function tell(topic: Topic): Promise<void> {
    topic.rendering = true;
    // Who comes while it is made is sent the present by itself.
    const clients = [...topic.clients];
    const message = await rendered(topic.render, topic.more);
    topic.rendering = false;
    if (message === null) return;
    for (const client of clients) {
      if (client.writableLength > STREAM_BACKLOG_BYTES_MAX) client.destroy();
      else if (!client.writableEnded) client.write(message);
    }
  }

  async function rendered(render: Topic["render"], more: Topic["more"]): Promise<string | null> {
    try {
      const data = await render();
      const events = more().map((one) => `event: ${one.event}\ndata: ${one.data}\n\n`);
      return `data: ${data}\n\n${events.join("")}`;
    } catch (error) {
      options.onError(error);
      return null;
    }
  }

  function changed(by: 1 | -1): void {
    open += by;
    options.onChange(open);
    if (open > 0) timer ??= setInterval(tick, options.intervalMs);
    else if (timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  }

  return {
    listen(name, render, response, more = () => []) {
      const topic: Topic = topics.get(name) ?? { render, more, clients: new Set(), rendering: false };
      topics.set(name, topic);
      topic.clients.add(response);
      changed(1);
      response.once("close", () => {
        topic.clients.delete(response);
        if (topic.clients.size === 0) topics.delete(name);
        changed(-1);
      });
      response.write("retry: 2000\n\n");
      void rendered(topic.render, () => []).then((present) => {
        if (present !== null && !response.writableEnded && !response.destroyed) response.write(present);
      });
    },
    get open() {
      return open;
    },
    get full() {
      return open >= options.clientsMax;
    },
    close() {
      for (const topic of topics.values()) for (const client of topic.clients) client.end();
    },
  };
}
