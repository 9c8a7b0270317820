/** What one fact adds to a payee's risk. */
export interface RiskPart {
  readonly rule: string;
  readonly text: { readonly zh: string; readonly en: string };
  /** Of the latest payments, how many hit the rule; of buyers, how many payments were followed by a step; of payers, how many complained. */
  readonly hits: number;
  readonly of: number;
  readonly counted: "payments" | "buyers" | "payers";
  /** This fact's part of 1 − Π (1 − part). */
  readonly part: number;
  /** It rests on what buyers wrote. */
  readonly textAlone: boolean;
}
