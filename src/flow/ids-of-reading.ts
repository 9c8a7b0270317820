import { KeyCodes } from "../kernels/key-codes.ts";
import { KnownIds } from "./known-ids.ts";

/** Ids remembered to tell a repeat within one run over files. */
const IDS_MAX = 16_777_216;

/** Says of each event's id, in the order read, whether it comes for the first time. */
export interface ReadIds {
  addNew(low: number, high: number): boolean;
}

/** Ids of inputs that are read for the first time. What came again is kept, so that a second reading holds no others. */
export class IdsOfReading implements ReadIds {
  private readonly known = new KnownIds(IDS_MAX);
  private readonly repeated = new KeyCodes();

  addNew(low: number, high: number): boolean {
    if (this.known.addNew(low, high)) return true;
    this.repeated.code(low, high);
    return false;
  }

  /** The same answers for the same inputs once more; of files without repeats it holds nothing, and looks nothing up. */
  again(): ReadIds {
    const { repeated } = this;
    if (repeated.size === 0) return { addNew: () => true };
    const came = new Uint8Array(repeated.size);
    return {
      addNew(low, high) {
        const code = repeated.find(low, high);
        if (code < 0) return true;
        if (came[code] === 1) return false;
        came[code] = 1;
        return true;
      },
    };
  }
}
