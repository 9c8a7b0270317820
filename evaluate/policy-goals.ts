import type { GoalFigure } from "./goal-figure.ts";
import { MUST_FLAG } from "./grid.ts";
import type { Figures } from "./report.ts";

/** The default policy's figures that belong beside the others. None has a goal: the goals are about detection. */
export function policyGoals(figures: Figures): readonly GoalFigure[] {
  const names = [
    ["honest all, held or rejected", "honest events held or rejected by the default policy"],
    ...MUST_FLAG.map((family) => [
      `${family} bought actions caught, 300000 a day`,
      `acts bought from ${family} that it holds or rejects`,
    ]),
  ] as const;
  return names.flatMap(([name, what]): GoalFigure[] => {
    const figure = figures[name!];
    if (figure === undefined) return [];
    return [
      {
        row: "singleEvents",
        what: what!,
        data: "simulated",
        value: figure.value,
        low: null,
        high: null,
        least: null,
        most: null,
        unit: "percent",
      },
    ];
  });
}
