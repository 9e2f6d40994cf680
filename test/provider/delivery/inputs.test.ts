import { describe, expect, it } from "vitest";
import { checkInputs } from "../../../provider/delivery/inputs.ts";
import { type Properties, unknownValue } from "../../../provider/protocol/values.ts";
import { delivery } from "./road.ts";

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hunter2" };
const failuresOf = (inputs: Properties) =>
  checkInputs(inputs).failures.map(({ property, reason }) => `${property}: ${reason}`);

describe("inputs of a delivery", () => {
  it("are kept with their defaults", () => {
    const { inputs, failures } = checkInputs(delivery({ "a.txt": "a" }));
    expect(failures).toEqual([]);
    expect(inputs["files"]).toEqual({ "a.txt": { content: "a", executable: false, checks: [] } });
  });

  it.each([
    "/a",
    "a/",
    "a//b",
    "../a",
    "a/./b",
    ".git/config",
    "a/.GIT/b",
    "a\\b",
    "a\nb",
    "a`b",
    "a\u202eb",
    "",
  ])("refuse the path %j", (path) => {
    expect(failuresOf(delivery({ [path]: "x" }))).toEqual([expect.stringContaining("must be a path from")]);
  });

  it.each([
    ".github/workflows/ci.yml",
    "infrastructure/LAST_PROD_DEPLOY.json",
    "a b.md",
    ".pre-commit-config.yaml",
  ])("take the path %s", (path) => {
    expect(failuresOf(delivery({ [path]: "x" }))).toEqual([]);
  });

  it("refuse a file below another file", () => {
    expect(failuresOf(delivery({ a: "x", "a/b": "y" }))).toEqual([
      "files.a/b: lies below a, which is a file as well",
    ]);
  });

  it.each(["-x", "a..b", "a b", "a/", "a.lock", "x@{1}", "~a"])("refuse the branch %j", (branch) => {
    expect(failuresOf(delivery({}, { branch }))).toEqual([
      expect.stringContaining("branch: must be the name"),
    ]);
  });

  it("refuse the default branch as the delivery's own", () => {
    expect(failuresOf(delivery({}, { branch: "main" }))).toEqual([
      expect.stringContaining("is main like base"),
    ]);
  });

  it("are bounded in size and number, and the largest files are named", () => {
    expect(failuresOf(delivery({ "big.js": "x".repeat(8 * 1024 * 1024), "small.js": "x" }))).toEqual([
      "files: have 8388609 bytes; at most 8388608 are delivered. The largest: big.js (8388608), small.js (1)",
    ]);
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, ""]));
    expect(failuresOf(delivery(many))).toEqual(["files: are 1001; at most 1000 are delivered"]);
  });

  it("count bytes and not characters", () => {
    expect(failuresOf(delivery({ a: "é".repeat(4 * 1024 * 1024 + 1) }))).toHaveLength(1);
  });

  it("refuse a secret, name where it is and do not show it", () => {
    const files = { "a.txt": { content: secret }, "b.txt": { content: "b" } };
    const failures = failuresOf(delivery({}, { files }));
    expect(failures).toEqual([expect.stringContaining("files.a.txt: is a secret")]);
    expect(failures.join()).not.toContain("hunter2");
    expect(failuresOf(delivery({}, { title: secret }))).toEqual([
      expect.stringContaining("title: is a secret"),
    ]);
  });

  it("that are not yet known are judged later, secrets at once", () => {
    expect(failuresOf(delivery({ a: unknownValue }, { title: unknownValue }))).toEqual([]);
    expect(failuresOf(delivery({ a: unknownValue }, { title: secret }))).toHaveLength(1);
  });

  it.each([
    ["a number of another kind", { title: 3 }, "title: "],
    ["a name that does not exist", { titel: "x" }, 'inputs: Unrecognized key: "titel"'],
    ["text that UTF-8 cannot hold", { files: { a: { content: "\ud800" } } }, "files.a.content: must be text"],
  ])("refuse %s", (_, more, words) => {
    expect(failuresOf(delivery({}, more))).toEqual([expect.stringContaining(words)]);
  });
});
