import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "../../../pipeline/cli/commands.ts";
import { reportCommands } from "../../../pipeline/report/commands/index.ts";
import { readJunit } from "../../../pipeline/report/junit.ts";
import { Unreadable } from "../../../pipeline/report/unreadable.ts";
import { command, file, folder } from "./command.ts";

/** As pytest writes it (`--junit-xml`), with one test of each kind. */
const pytest = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" time="0.05" timestamp="2027-01-31T15:00:00" hostname="runner"><testcase classname="tests.test_a" name="test_pass" time="0.001" /><testcase classname="tests.test_a" name="test_fail" time="0.001"><failure message="assert 1 == 2">def test_fail(): &gt; assert 1 == 2</failure></testcase><testcase classname="tests.test_a" name="test_skip" time="0.000"><skipped type="pytest.skip" message="later">tests/test_a.py:9: later</skipped></testcase><testcase classname="tests.test_a" name="test_error" time="0.001"><error message="failed on setup">fixture</error></testcase></testsuite></testsuites>`;

/** As jest-junit and nextest write it: suites within suites' list, passes only. */
const passes = (count: number) =>
  `<testsuites><testsuite name="a" tests="${count}">${'<testcase classname="a" name="b" time="0"/>'.repeat(count)}</testsuite></testsuites>`;

it("the delivered runtime has the commands", () => {
  expect(commands).toEqual(expect.arrayContaining([...reportCommands]));
});

describe("JUnit's XML", () => {
  it("counts what passed, failed and was skipped", () => {
    expect(readJunit(pytest, "r.xml")).toEqual({
      passed: 1,
      skipped: 1,
      failed: 2,
      failures: ["tests.test_a › test_fail", "tests.test_a › test_error"],
    });
  });

  it("knows suites within suites, and one that is the root", () => {
    const nested = `<testsuite name="outer" failures="1"><testsuite name="inner" failures="1"><testcase name="x"><failure/></testcase></testsuite><testcase name="y"/></testsuite>`;
    expect(readJunit(nested, "r.xml")).toMatchObject({ passed: 1, failed: 1 });
  });

  it("believes a head that knows of more failures than there are tests", () => {
    const head = `<testsuites><testsuite name="a" errors="2" failures="0"><testcase name="b"/></testsuite></testsuites>`;
    expect(readJunit(head, "r.xml")).toMatchObject({ passed: 1, failed: 2 });
  });

  it("takes a test that failed and was skipped for failed, in either order", () => {
    const both = (inside: string) => `<testsuite><testcase name="a">${inside}</testcase></testsuite>`;
    expect(readJunit(both("<skipped/><failure/>"), "r.xml").failed).toBe(1);
    expect(readJunit(both("<failure/><skipped/>"), "r.xml").failed).toBe(1);
  });

  it("refuses what is cut off, wherever", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: pytest.length - 1 }), (length) => {
        expect(() => readJunit(pytest.slice(0, length), "r.xml")).toThrow(Unreadable);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it.each([
    ["another document", "<html><body/></html>"],
    ["two roots", "<testsuites/><testsuites/>"],
    ["JSON", '{"tests": 25}'],
    ["an entity of its own", '<!DOCTYPE t [<!ENTITY e "x">]><testsuites>&e;</testsuites>'],
  ])("refuses %s", (_what, text) => {
    expect(() => readJunit(text, "r.xml")).toThrow(Unreadable);
  });
});

describe("report tests", () => {
  it("says yes to enough passes, over all reports together", async () => {
    const [one, other] = [file("a.xml", passes(20)), file("b.xml", passes(5))];
    const { code, out } = await command("report", "tests", "--input", one, "--input", other, "--least", "25");
    expect(out).toContain("25 tests passed, 0 failed");
    expect(code).toBe(0);
  });

  it("counts a report once that is named twice", async () => {
    const one = file("a.xml", passes(20));
    expect((await command("report", "tests", "--input", one, "--input", one, "--least", "25")).code).toBe(1);
  });

  it("says no to too few, and to a failure among enough, with its name", async () => {
    expect(
      (await command("report", "tests", "--input", file("a.xml", passes(24)), "--least", "25")).code,
    ).toBe(1);
    const enough = [file("a.xml", passes(30)), file("b.xml", pytest)];
    const { code, out } = await command(
      "report",
      "tests",
      ...enough.flatMap((one) => ["--input", one]),
      "--least",
      "25",
    );
    expect(code).toBe(1);
    expect(out).toContain("tests.test_a › test_fail");
  });

  it("does not take a skipped test for a passed one", async () => {
    const skipped = `<testsuite>${'<testcase name="a"><skipped/></testcase>'.repeat(25)}</testsuite>`;
    expect((await command("report", "tests", "--input", file("a.xml", skipped), "--least", "1")).code).toBe(
      1,
    );
  });

  it("cannot tell without a report, even beside one that is enough", async () => {
    const missing = join(folder(), "none.xml");
    const { code, out } = await command(
      "report",
      "tests",
      "--input",
      file("a.xml", passes(30)),
      "--input",
      missing,
      "--least",
      "25",
    );
    expect(code).toBe(3);
    expect(out).toContain("none.xml (ENOENT)");
    expect((await command("report", "tests", "--input", file("a.xml", ""), "--least", "1")).code).toBe(3);
  });

  it("asks for one pass at least where not every test was run", async () => {
    const selection = file(
      "s.json",
      '{"all":false,"packages":[{"folder":"a","name":"a"}],"why":"the change touches a alone"}',
    );
    const args = ["--least", "25", "--selection", selection];
    expect((await command("report", "tests", "--input", file("a.xml", passes(2)), ...args)).code).toBe(0);
    expect((await command("report", "tests", "--input", file("a.xml", passes(0)), ...args)).code).toBe(1);
    const all = file("s.json", '{"all":true,"packages":[],"why":"Cargo.lock changed"}');
    expect(
      (
        await command(
          "report",
          "tests",
          "--input",
          file("a.xml", passes(2)),
          "--least",
          "25",
          "--selection",
          all,
        )
      ).code,
    ).toBe(1);
  });

  it.each([
    [["--least", "25"], "needs --input FILE"],
    [["--input", "a.xml"], "needs --least N"],
    [["--input", "a.xml", "--least", "0"], '--least is "0"'],
    [["--input", "a.xml", "--least", "many"], '--least is "many"'],
    [["--input", "a.xml", "--least", "1", "--selection", "none.json"], "none.json cannot be read"],
  ])("refuses %s", async (args, message) => {
    const { code, err } = await command("report", "tests", ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("records what it found", async () => {
    const record = join(folder(), "record.json");
    const input = file("a.xml", passes(9));
    await command("report", "tests", "--input", input, "--least", "9", "--record", record);
    expect(JSON.parse(readFileSync(record, "utf8"))).toEqual({
      verdict: "yes",
      passed: 9,
      failed: 0,
      skipped: 0,
      least: 9,
      inputs: [input],
    });
  });
});
