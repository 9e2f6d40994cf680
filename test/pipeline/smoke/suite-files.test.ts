import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { seedSuites, smokeSuiteFiles } from "../../../components/smoke/index.ts";
import { readSuites, usualFolder } from "../../../pipeline/smoke/suite/folder.ts";
import { openApp } from "./app.ts";
import { smokeOf } from "./setting.ts";

/** Delivers files into a folder, and reads them as the runtime does. */
function delivered(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-delivered-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  try {
    return readSuites(join(root, usualFolder));
  } finally {
    rmSync(root, { recursive: true });
  }
}

const groupsOf = (files: Record<string, string>) =>
  [...new Set(delivered(files).flatMap(({ suite }) => suite.checks.map(({ group }) => group)))].sort();

describe("the suites of the specifications", () => {
  it.each([
    ["000", ["database", "security"]],
    ["001", ["database", "integrity", "security"]],
    ["002", ["api", "database", "features", "integrity"]],
    ["003", ["api", "database", "features"]],
    ["004", ["api", "database", "features", "gateway", "security"]],
  ] as const)(
    "S002-SMOKE-07: of %s lie under tools/testing/smoke-tests, and the runtime reads them",
    (seed, groups) => {
      const files = smokeSuiteFiles(seedSuites[seed]);
      expect(Object.keys(files).every((path) => path.startsWith("tools/testing/smoke-tests/"))).toBe(true);
      expect(groupsOf(files)).toEqual(groups);
    },
  );

  it("of 002 have what it lists: login, diary entry, audit record, version, tables, functions, triggers", () => {
    const names = delivered(smokeSuiteFiles(seedSuites["002"])).flatMap(({ suite }) =>
      suite.checks.map(({ name }) => name),
    );
    expect(names).toEqual([
      "Login with valid credentials",
      "Login with a wrong password is refused",
      "Create, read, update and delete a diary entry",
      "The database answers",
      "A user can log in",
      "A user can create a diary entry",
      "A new diary entry leaves an audit record",
      "Schema: version",
      "Schema: tables",
      "Schema: functions",
      "Schema: triggers",
    ]);
  });

  it("are the same text for the same arguments, and hold no secret", () => {
    for (const args of Object.values(seedSuites))
      expect(smokeSuiteFiles(args)).toEqual(smokeSuiteFiles(args));
    const [, api = ""] =
      Object.entries(smokeSuiteFiles(seedSuites["002"])).find(([path]) => path.endsWith("api.yaml")) ?? [];
    expect(api).toContain(`password: \${secret.SMOKE_PASSWORD}`);
  });

  it("leave out what is not asked for", () => {
    expect(smokeSuiteFiles({ service: "backend" })).toEqual({});
  });
});

describe("a suite that was rendered", () => {
  it("passes against an application that works, and leaves nothing", async () => {
    const app = await openApp();
    const files = smokeSuiteFiles({
      service: "backend",
      login: { path: "/auth/login", user: "SMOKE_USER", password: "SMOKE_PASSWORD", token: "/token" },
      records: {
        name: "diary entry",
        create: "/diary",
        item: `/diary/\${record}`,
        content: { title: `\${mark}` },
        identity: "/id",
        update: "PUT",
        gone: "not-found",
        audit: `/audit/\${record}`,
      },
      gateway: { root: "/api/v1", prefixes: ["projects", "backlog"], health: "/health" },
      closed: "/diary/1",
      limited: { path: "/limited", requests: 40 },
    });
    const suites = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path.split("/").at(-1) ?? path, text]),
    );
    const said = await smokeOf({ url: app.url, suites, environment: { SMOKE_USER: "smoke@example.com" } });
    await app.close();
    expect(said.out).toMatch(/^YES: production works: 12 of 12 checks passed/);
    expect(said.code).toBe(0);
    expect(app.entries.size).toBe(0);
  });
});
