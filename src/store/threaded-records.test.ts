import { join } from "node:path";
import { describeRecords } from "../ports/records.conformance.ts";
import { openThreadedRecords } from "./threaded-records.ts";

describeRecords("SQLite with a thread", (place) => openThreadedRecords(join(place, "records.sqlite")), {
  durable: true,
});
