import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeContract } from "../../../../pipeline/contract/write.ts";
import { rules } from "../../../pipeline/migrate/harness.ts";
import { contract } from "../../../pipeline/world.ts";
import { Runner } from "./bash.ts";
import { type ParsedStep, stepOf } from "./parsed.ts";
import { backend000, backend001, backend004, fileOf, frontend004 } from "./seeds.ts";

/** JUnit's XML of so many tests. */
function junit(passed: number, failed = 0): string {
  const tests = [
    ...Array.from({ length: passed }, (_, index) => `<testcase classname="t" name="p${index}"/>`),
    ...Array.from(
      { length: failed },
      (_, index) => `<testcase classname="t" name="f${index}"><failure/></testcase>`,
    ),
  ];
  return `<testsuites><testsuite name="t">${tests.join("")}</testsuite></testsuites>`;
}

/** LCOV in which so many of 1,000 lines are covered. */
function lcov(covered: number): string {
  const lines = Array.from({ length: 1_000 }, (_, index) => `DA:${index + 1},${index < covered ? 1 : 0}`);
  return ["SF:src/lib.rs", ...lines, "end_of_record", ""].join("\n");
}

/** Runs a gate's own step on a report. */
function gate(step: ParsedStep, report: string | undefined): number | null {
  const runner = new Runner();
  const [, path = ""] = /--input=(\S+)/.exec(step.run ?? "") ?? [];
  expect(path).toMatch(/^reports\//);
  if (report !== undefined) runner.write(path, report);
  return runner.run(step).code;
}

describe("the gates of the rendered steps, really run", () => {
  const backend = fileOf("backend.yml", [backend000]);
  const ci = fileOf("ci.yml", [
    {
      ...backend004,
      toolchain: {
        ...backend004.toolchain,
        suites: {
          ...backend004.toolchain.suites,
          unit: { least: 1, coverage: 85, database: false, changedOnly: false },
        },
      },
    },
    frontend004,
  ]);

  it("S000-CI-02: 25 of 25 pass; 24 passed, one failed, fewer than 25 or no report stop", () => {
    const step = stepOf(backend, "backend-test", "Unit tests: 25 at least, none fails");
    expect(gate(step, junit(25))).toBe(0);
    expect(gate(step, junit(24))).toBe(1);
    expect(gate(step, junit(24, 1))).toBe(1);
    expect(gate(step, undefined)).toBe(3);
  });

  it("S000-CI-03: 8 of 9 and fewer than 9 stop", () => {
    const step = stepOf(backend, "backend-test", "Basic tests: 9 at least, none fails");
    expect(gate(step, junit(9))).toBe(0);
    expect(gate(step, junit(8, 1))).toBe(1);
    expect(gate(step, junit(8))).toBe(1);
  });

  it("S004-CI-04: 84.9 % of the backend and 79.9 % of the frontend stop, 85 and 80 pass", () => {
    const backendFloor = stepOf(ci, "backend-unit-tests", "Unit tests: 85 % of lines covered");
    const frontendFloor = stepOf(ci, "frontend-unit-tests", "Unit tests: 80 % of lines covered");
    expect(gate(backendFloor, lcov(849))).toBe(1);
    expect(gate(backendFloor, lcov(850))).toBe(0);
    expect(gate(frontendFloor, lcov(799))).toBe(1);
    expect(gate(frontendFloor, lcov(800))).toBe(0);
  });

  it("S001-BE-04: a badly numbered migration, and one without its undo script, stop the build", () => {
    const step = stepOf(fileOf("b.yml", [backend001]), "backend-build", "Check the migrations");
    const runner = new Runner();
    writeFileSync(
      join(runner.temp, "gatehouse/contract.json"),
      writeContract({ ...contract, migrations: rules }),
    );
    const migration = (name: string) => {
      runner.write(`backend/migrations/${name}.sql`, "CREATE TABLE one (id int PRIMARY KEY);\n");
      runner.write(`backend/migrations/rollback/${name}.sql`, "DROP TABLE one;\n");
    };
    migration("001_one");
    expect(runner.run(step)).toEqual({ code: 0, output: expect.stringContaining("YES") });
    migration("003_three");
    expect(runner.run(step).code).toBe(1);
    migration("002_two");
    expect(runner.run(step)).toMatchObject({ code: 0 });
    runner.write("backend/migrations/004_four.sql", "CREATE TABLE four (id int PRIMARY KEY);\n");
    expect(runner.run(step).code).toBe(1);
  });

  it("S001-BE-04: a variable that the example file lacks stops the build", () => {
    const step = stepOf(fileOf("b.yml", [backend001]), "backend-build", "Validate the configuration");
    const runner = new Runner();
    runner.write("backend/.env.example", "DATABASE_URL=postgresql://localhost\n");
    const lacking = runner.run(step);
    expect(lacking.code).toBe(1);
    expect(lacking.output).toContain("backend/.env.example lacks JWT_SECRET_KEY");
    runner.write("backend/.env.example", "DATABASE_URL=postgresql://localhost\nJWT_SECRET_KEY=example\n");
    expect(runner.run(step).code).toBe(0);
  });
});
