import { describeSnapshots } from "../ports/snapshots.conformance.ts";
import { openMemorySnapshots } from "./memory-snapshots.ts";

describeSnapshots("memory", () => ({ snapshots: openMemorySnapshots(), close: () => {} }));
