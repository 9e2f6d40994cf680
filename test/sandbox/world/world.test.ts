import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openCloud } from "../../../sandbox/world/world.ts";
import { temporaryFolder } from "../cloud.ts";

interface Counter {
  count: number;
  names: string[];
}
const open = (folder: string) => openCloud<Counter>(folder, "aws", () => ({ count: 0, names: [] }));

it("outlives the process: a second opening sees what the first one changed", () => {
  const folder = temporaryFolder();
  open(folder).change((draft) => {
    draft.count += 1;
  });
  expect(open(folder).read()).toEqual({ count: 1, names: [] });
});

it("keeps nothing of a step that throws", () => {
  const cloud = open(temporaryFolder());
  const failing = () =>
    cloud.change((draft) => {
      draft.names.push("half");
      throw new Error("refused");
    });
  expect(failing).toThrow("refused");
  expect(cloud.read().names).toEqual([]);
});

it("sees an edit by hand", () => {
  const folder = temporaryFolder();
  const cloud = open(folder);
  cloud.read();
  writeFileSync(join(folder, "aws.json"), '{"count": 42, "names": ["by hand"]}');
  expect(cloud.read().count).toBe(42);
  cloud.change((draft) => {
    draft.count += 1;
  });
  expect(JSON.parse(readFileSync(join(folder, "aws.json"), "utf8"))).toEqual({
    count: 43,
    names: ["by hand"],
  });
});

it("says how to go on when the state is not JSON", () => {
  const folder = temporaryFolder();
  open(folder);
  writeFileSync(join(folder, "aws.json"), "{");
  expect(() => open(folder)).toThrow(/aws\.json is not JSON .*`npm run sandbox -- --reset`/s);
});

it("leaves no half-written file beside the state", () => {
  const folder = temporaryFolder();
  open(folder).change((draft) => {
    draft.count = 7;
  });
  expect(readdirSync(folder)).toEqual(["aws.json"]);
});
