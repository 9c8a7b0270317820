import type { Addresses } from "./addresses.ts";
import type { Agenda } from "./agenda.ts";
import type { Catalogue } from "./catalogue.ts";
import type { LineWriter } from "./line-writer.ts";
import type { PaymentWorld } from "./paid-order.ts";
import type { People, Population } from "./population.ts";

/** What everybody in the simulation shares. */
export interface World {
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly utcOffsetMs: number;
  readonly eventsPerDay: number;
  readonly agenda: Agenda;
  readonly writer: LineWriter;
  readonly population: Population;
  readonly people: People;
  readonly addresses: Addresses;
  readonly catalogue: Catalogue;
  /** The payments of it; null where none were asked for. */
  payments: PaymentWorld | null;
  /** A person by how active they are. */
  readonly drawPerson: () => number;
}
