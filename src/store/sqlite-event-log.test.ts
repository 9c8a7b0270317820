import { describeEventLog } from "../ports/event-log.conformance.ts";
import { openEventLog } from "./sqlite-event-log.ts";

describeEventLog("SQLite", openEventLog, { durable: true });
describeEventLog("SQLite, waiting 1 ms for company", (place) => openEventLog(place, { commitDelayMs: 1 }), {
  durable: true,
});
