import type { CalibrationFigure } from "./calibration.ts";
import { ALARM_GOALS, findingOf } from "./calibration-tally.ts";
import { type GoalFigure, missedBy } from "./goal-figure.ts";

/** Of each kind of traffic and rate the figure of ours that is farthest from its goal, or from 1 where all meet it. */
export function alarmGoals(figures: readonly CalibrationFigure[]): readonly GoalFigure[] {
  const ours = figures.filter(({ method }) => method.startsWith("adaptive"));
  return [...Map.groupBy(ours, ({ scenario }) => scenario)].flatMap(([scenario, own]) =>
    ALARM_GOALS.flatMap(({ nominal, least, most }): GoalFigure[] => {
      const goals = own.flatMap(({ score, method, n, rates }): GoalFigure[] =>
        rates
          .filter((rate) => rate.nominal === nominal)
          .map(({ alarms, ratio, low, high }) => ({
            row: "falseAlarms",
            what: `${scenario}, at ${nominal}: the worst of ${own.length}, \`${score}\`, ${method}, ${alarms} alarms for ${(nominal * n).toFixed(1)} asked${findingOf({ nominal, low, high }) === "cannot decide" ? ": too few to decide" : ""}`,
            ...(scenario.startsWith("Kuaishou")
              ? { data: "real: KuaiRand-Pure, genuine", seeds: [] }
              : { data: "simulated" }),
            value: ratio,
            low,
            high,
            least,
            most,
            unit: "decimal",
          })),
      );
      const farthest = goals.sort(
        (a, b) => missedBy(b)! - missedBy(a)! || Math.abs(b.value! - 1) - Math.abs(a.value! - 1),
      )[0];
      return farthest === undefined ? [] : [farthest];
    }),
  );
}
