import type { CampaignReviews } from "../flow/reviewed-campaigns.ts";
import { LIST_KEPT_MS } from "./serve-limits.ts";

/** Whether a list of campaigns must be made anew: one of them changed, or it is `LIST_KEPT_MS` old. */
export interface ListWatch {
  /** A maker of text that is asked again and again → one that makes it only when that may give another text. */
  kept(make: () => Promise<string>): () => Promise<string>;
  close(): void;
}

/** Watches the reviews of campaigns for changes. `stopwatchMs`: a clock that only goes forward, ms. */
export function watchList(
  reviews: CampaignReviews,
  stopwatchMs: () => number = () => performance.now(),
): ListWatch {
  let changes = 0;
  const close = reviews.onChange(() => {
    changes++;
  });
  return {
    kept(make) {
      let text: string | null = null;
      let madeMs = 0;
      let madeAt = -1;
      return async () => {
        const nowMs = stopwatchMs();
        if (text === null || madeAt !== changes || nowMs - madeMs >= LIST_KEPT_MS) {
          // What changes while it is made makes it old at once.
          const of = changes;
          text = await make();
          madeAt = of;
          madeMs = nowMs;
        }
        return text;
      };
    },
    close,
  };
}
