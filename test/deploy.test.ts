import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, parse as parseYaml } from "yaml";
import { dashboard } from "../scripts/make-dashboard.ts";
import { unknownVariables } from "../src/cli/environment.ts";
import { createProgram } from "../src/cli/program.ts";
import { CODES } from "../src/nouns/codes.ts";
import { METRICS } from "../src/serve/metrics.ts";

const read = (name: string): string => readFileSync(new URL(`../deploy/${name}`, import.meta.url), "utf8");
const metrics = new Map(METRICS.map((metric) => [metric.name, metric]));

/** Names of metrics in an expression; a histogram's parts stand for it. */
function named(expression: string): string[] {
  const names = expression.match(/\b(touchstone|process)_[a-z_]+/g) ?? [];
  return names.map((name) => name.replace(/_(bucket|sum|count)$/, ""));
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

const { groups } = parseYaml(read("alerts.yaml")) as { groups: readonly { rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const board = JSON.parse(read("grafana-dashboard.json")) as {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
};

describe("deploy", () => {
  it("alerts and charts name metrics that the engine has", () => {
    const expressions = [
      ...rules.map(({ alert, expr }) => ({ where: alert, expr })),
      ...board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
    ];
    expect(expressions.length).toBeGreaterThan(30);
    for (const { where, expr } of expressions) {
      const names = named(expr);
      expect(names, where).not.toEqual([]);
      for (const name of names) expect(metrics.has(name), `${where}: ${name}`).toBe(true);
      for (const [, code] of expr.matchAll(/code=~"([^"]+)"/g))
        for (const one of code!.split("|")) expect(Object.hasOwn(CODES, one), `${where}: ${one}`).toBe(true);
    }
  });

  it("labels that expressions group and choose by are the metrics' own", () => {
    for (const { where, expr } of board.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ where: title, expr })),
    )) {
      for (const [, list] of expr.matchAll(/by \(([^)]+)\)/g)) {
        const known = named(expr).flatMap((name) => metrics.get(name)!.labels);
        for (const label of list!.split(/,\s*/)) expect([...known, "le"], where).toContain(label);
      }
    }
  });

  it("every alert says what to do, and how soon", () => {
    for (const { alert, labels, annotations } of rules) {
      expect(["page", "warn"], alert).toContain(labels.severity);
      expect(annotations.summary.length, alert).toBeGreaterThan(10);
      expect(annotations.description.length, alert).toBeGreaterThan(20);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it("the dashboard is what its list makes", () => {
    expect(JSON.parse(read("grafana-dashboard.json"))).toEqual(dashboard());
  });

  it("settings in image, compose file, unit and manifest are settings of `up`", async () => {
    const up = (await createProgram("up")).commands.find((command) => command.name() === "up")!;
    const texts = ["Dockerfile", "compose.yaml", "touchstone.service", "kubernetes.yaml"].map(read);
    const found = new Set(texts.flatMap((text) => text.match(/\bTOUCHSTONE_[A-Z_]+/g) ?? []));
    expect(found.size).toBeGreaterThan(5);
    const environment = Object.fromEntries([...found].map((name) => [name, "1"]));
    expect(unknownVariables(up, ["TOUCHSTONE_DEMO", "TOUCHSTONE_ACCESS_LOG"], environment)).toEqual([]);
  });

  it("nothing runs as root, and everything is read-only but the data", () => {
    expect(read("Dockerfile")).toMatch(/^USER node$/m);
    const { services } = parseYaml(read("compose.yaml")) as {
      services: Record<string, Record<string, unknown>>;
    };
    expect(services.touchstone).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
    const [set, service] = parseAllDocuments(read("kubernetes.yaml")).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as { kind: string; spec: Record<string, unknown> };
    });
    expect(set).toMatchObject({
      kind: "StatefulSet",
      spec: {
        replicas: 1,
        template: {
          spec: {
            securityContext: { runAsNonRoot: true },
            containers: [
              { securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false } },
            ],
          },
        },
      },
    });
    expect(service).toMatchObject({ kind: "Service" });
    expect(read("touchstone.service")).toMatch(/^ProtectSystem=strict$/m);
  });
});
