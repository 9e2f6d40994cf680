import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSuites, usualFolder } from "../../../pipeline/smoke/suite/folder.ts";
import { readSuite, SuiteError } from "../../../pipeline/smoke/suite/read.ts";
import { filled, MissingValue, namesIn } from "../../../pipeline/smoke/suite/template.ts";
import { api, database } from "./suites.ts";

/** What is said of a suite that cannot be run. */
function faultsOf(text: string): string[] {
  try {
    readSuite(text, "api.yaml");
    return [];
  } catch (error) {
    if (error instanceof SuiteError) return error.message.split("\n");
    throw error;
  }
}

/** A suite with one check, whose steps are given. */
const suite = (...steps: string[]) =>
  ["suite: 1", "service: backend", "checks:", "  - name: one", "    group: api", "    steps:", ...steps].join(
    "\n",
  );

describe("the suites of this folder's tests", () => {
  it.each([api, database])("are read", (text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  it("S002-SMOKE-07: are looked for under tools/testing/smoke-tests", () => {
    expect(usualFolder).toBe("tools/testing/smoke-tests");
  });
});

describe("a fault points to file, line and column", () => {
  it.each<[string, string, string]>([
    [
      "a key that is none",
      suite("      - requst: { path: /x }"),
      "api.yaml:7:9: checks[0].steps[0].requst is no key of a suite. Remove it, or mend its spelling.",
    ],
    [
      "a wrong value",
      suite("      - request: { path: health }"),
      "api.yaml:7:20: checks[0].steps[0].request.path must be a path that begins with /, without spaces.",
    ],
    [
      "no YAML",
      "suite: 1\nchecks: [\n",
      "api.yaml:3:1: this is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    ["nothing", "", "api.yaml:1:1: the suite must be of type object."],
    [
      "another version",
      api.replace("suite: 1", "suite: 2"),
      "api.yaml:1:1: suite must be 1, the version of this format.",
    ],
    [
      "neither request nor database",
      suite("      - name: x"),
      "api.yaml:7:9: checks[0].steps[0] must be either request or database.",
    ],
    [
      "a value that nobody gives",
      suite(`      - request: { path: '/\${entry}' }`),
      `api.yaml:7:9: checks[0].steps[0] needs a value for \${entry}: an earlier step's capture, \${mark}, \${env.NAME} or \${secret.NAME}.`,
    ],
    [
      "a secret in plain text",
      suite("      - request: { path: /x, headers: { Authorization: Bearer abc } }"),
      `api.yaml:7:41: checks[0].steps[0].request.headers.Authorization needs \${secret.NAME}, or \${mark} where it is to be wrong; never the value itself.`,
    ],
    [
      "a database that is not looked at",
      suite("      - database: {}"),
      "api.yaml:7:9: checks[0].steps[0].database needs one of query, tables, functions, triggers, version.",
    ],
  ])("%s", (_, text, fault) => {
    expect(faultsOf(text)).toContain(fault);
  });

  it("where it is written, although it is used through an alias", () => {
    const text = api.replace("path: /auth/login\n", "path: auth/login\n");
    expect(faultsOf(text)[0]).toMatch(
      /^api\.yaml:7:7: checks\[0\]\.steps\[0\]\.request\.path must be a path/,
    );
  });

  it("and all of them are told at once, in the order of the text", () => {
    const faults = faultsOf(suite("      - request: { path: x, method: FETCH }", "      - requst: 1"));
    expect(faults.map((fault) => fault.split(":").slice(1, 3).join(":"))).toEqual([
      "7:20",
      "7:29",
      "8:9",
      "8:9",
    ]);
  });

  it("a text of aliases that multiply is refused", () => {
    const names = "abcdefghi";
    const lines = [...names].map((name, index) => {
      const before = names[index - 1];
      return `  ${name}: &${name} [${Array.from({ length: 9 }, () => (before ? `*${before}` : "x")).join(", ")}]`;
    });
    expect(faultsOf(["suite: 1", "parts:", ...lines, "checks: []"].join("\n"))[0]).toMatch(
      /^api\.yaml:1:1: this cannot be read/,
    );
  });
});

describe("what writes", () => {
  const create = `      - request: { method: POST, path: /diary, json: { title: '\${mark}' } }`;

  it("cleans up, or says what stays, or that it writes nothing", () => {
    expect(faultsOf(suite(create))).toEqual([
      "api.yaml:7:9: checks[0].steps[0] needs cleanup or leaves for what POST /diary writes, or safe: true where it writes nothing.",
    ]);
    expect(faultsOf(`${suite(create)}\n    leaves: the record, which is kept`)).toEqual([]);
    expect(faultsOf(suite(`${create}\n        safe: true`))).toEqual([]);
  });

  it("is marked", () => {
    const unmarked = `${suite(create.replace(`\${mark}`, "my day"))}\n    leaves: the record`;
    expect(faultsOf(unmarked)).toEqual([
      `api.yaml:7:9: checks[0].steps[0].request needs \${mark} in what it writes, so that it can be found again, or safe: true.`,
    ]);
  });
});

describe("a folder", () => {
  const read = (files: Record<string, string>) => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-suites-"));
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return readSuites(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("is read in the order of its names", () => {
    const files = read({ "b.yml": database, "a.yaml": api, "notes.md": "no suite" });
    expect(files.map(({ file }) => file.split("/").at(-1))).toEqual(["a.yaml", "b.yml"]);
  });

  it("tells the faults of all files at once", () => {
    expect(() => read({ "a.yaml": "suite: 2", "b.yaml": "suite: 3" })).toThrow(
      /a\.yaml:1:1[\s\S]*b\.yaml:1:1/,
    );
  });

  it("has no two checks of one name", () => {
    expect(() => read({ "a.yaml": database, "b.yaml": database })).toThrow(
      /a second check named "The database answers"/,
    );
  });

  it("must be there", () => {
    expect(() => readSuites("/nowhere")).toThrow(/cannot be read \(\/nowhere: ENOENT\)/);
  });
});

describe("templates", () => {
  it("fill every name in a value, and nothing else (property)", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string()),
        (value, known) => {
          const lookUp = (name: string) => (Object.hasOwn(known, name) ? known[name] : undefined);
          const unknown = namesIn(value).filter((name) => lookUp(name) === undefined);
          if (unknown.length > 0) expect(() => filled(value, lookUp)).toThrow(MissingValue);
          else if (namesIn(value).length === 0) expect(filled(value, lookUp)).toEqual(value);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
    expect(filled({ [`\${a}`]: [`x\${a}y`, 1, null] }, () => "1")).toEqual({ 1: ["x1y", 1, null] });
  });
});
