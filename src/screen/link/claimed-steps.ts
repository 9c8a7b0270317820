import type { OwnerStep } from "./owner-steps.ts";

/** A step of an item, as the null model holds it too. */
export type StepPlace = Pick<OwnerStep, "fromMs" | "toMs"> & {
  /** The item's key as one number. */
  readonly item: number;
};

/**
 * Steps that are explained: they followed payments to a payee of whom that was told. A creator who bought of one payee pays others too, and none of those brought the step; nor is it what chance does. All curves of the item within the step
 * are explained with it, since bought likes may come with views.
 */
export class ClaimedSteps {
  size = 0;
  private readonly byItem = new Map<number, StepPlace[]>();

  add(step: StepPlace): void {
    const list = this.byItem.get(step.item);
    if (list === undefined) this.byItem.set(step.item, [step]);
    else list.push(step);
    this.size++;
  }

  /** Whether a step lies on an explained one in part. O(steps claimed of the item). */
  covers({ item, fromMs, toMs }: StepPlace): boolean {
    const list = this.byItem.get(item);
    return list?.some((one) => one.fromMs < toMs && fromMs < one.toMs) ?? false;
  }
}
