import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Runner } from "./bash.ts";
import { stepOf } from "./parsed.ts";
import { backend004, fileOf } from "./seeds.ts";

const ci = fileOf("ci.yml", [backend004], { pullRequests: true });
const step = (name: string) => stepOf(ci, "backend-unit-tests", name);

/** A checked-out pull request that changes one file of a workspace of two packages. */
function pullRequest(changed: string) {
  const runner = new Runner();
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: runner.workspace, encoding: "utf8" }).trim();
  const commit = (message: string) => {
    git("add", "--all");
    git(
      "-c",
      "user.name=Test",
      "-c",
      "user.email=test@example.com",
      "commit",
      "--quiet",
      "--message",
      message,
    );
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch=main");
  runner.write("backend/crates/core/src/lib.rs", "");
  runner.write("backend/crates/gateway/src/main.rs", "");
  const base = commit("First");
  runner.write(changed, "changed");
  commit("Second");
  const packages = ["core", "gateway"].map((name) => ({
    name,
    manifest_path: `${git("rev-parse", "--show-toplevel")}/backend/crates/${name}/Cargo.toml`,
  }));
  const metadata = { workspace_root: `${git("rev-parse", "--show-toplevel")}/backend`, packages };
  runner.write("../metadata.json", JSON.stringify(metadata));
  // `cargo metadata` says what a workspace is; anything else that Cargo is asked for is noted.
  runner.command(
    "cargo",
    `if [ "$1" = metadata ]; then cat "$GITHUB_WORKSPACE/../metadata.json"; else printf '%s\\n' "$@" > "$RUNNER_TEMP/asked"; fi`,
  );
  return { runner, base };
}

/** What nextest is asked for when the pull request says that it changes from `base`. */
function askedOf(runner: Runner, base: string): { filter: string | undefined; words: string[] } {
  expect(runner.run(step("List the packages"))).toMatchObject({ code: 0 });
  runner.base = base;
  expect(runner.run(step("Select the tests that the change reaches"))).toMatchObject({ code: 0 });
  expect(runner.run(step("Unit tests"))).toMatchObject({ code: 0 });
  const words = readFileSync(join(runner.temp, "asked"), "utf8").trim().split("\n");
  return { words, filter: words[words.indexOf("--filterset") + 1] };
}

describe("S004-CI-03: the rendered steps, really run", () => {
  it("run the tests that the changed files reach", () => {
    const { runner, base } = pullRequest("backend/crates/gateway/src/main.rs");
    const { filter, words } = askedOf(runner, base);
    expect(filter).toBe("rdeps(=gateway)");
    expect(words.slice(0, 4)).toEqual(["llvm-cov", "nextest", "--workspace", "--lcov"]);
    expect(words).toEqual(expect.arrayContaining(["--lib", "--bins", "--locked"]));
  });

  it.each([
    ["a file that belongs to no package changed", "backend/Cargo.lock", (base: string) => base],
    ["it is no pull request", "backend/crates/core/src/lib.rs", () => ""],
    ["the base is not in the clone", "backend/crates/core/src/lib.rs", () => "0".repeat(40)],
    ["the base is no commit", "backend/crates/core/src/lib.rs", () => "--output=/tmp/x"],
  ])("fall back to all of them where %s", (_why, changed, baseOf) => {
    const { runner, base } = pullRequest(changed);
    expect(askedOf(runner, baseOf(base)).filter).toBe("all()");
  });

  it("hold what was selected to the floor, and need its report", () => {
    const { runner, base } = pullRequest("backend/crates/gateway/src/main.rs");
    askedOf(runner, base);
    const floor = step("Unit tests: 85 % of lines covered");
    expect(runner.run(floor).code).toBe(3);
    const source = (name: string, hits: number) =>
      `SF:${runner.workspace}/backend/crates/${name}/src/lib.rs\nDA:1,${hits}\nend_of_record\n`;
    runner.write("reports/backend/unit/lcov.info", source("core", 0) + source("gateway", 1));
    expect(runner.run(floor)).toMatchObject({ code: 0 });
    runner.write("reports/backend/unit/lcov.info", source("core", 1) + source("gateway", 0));
    expect(runner.run(floor).code).toBe(1);
  });

  it("tell nextest where its report goes", () => {
    const { runner, base } = pullRequest("backend/crates/gateway/src/main.rs");
    askedOf(runner, base);
    const config = readFileSync(join(runner.temp, "nextest.toml"), "utf8");
    expect(config).toBe(
      `[profile.default.junit]\npath = "${runner.workspace}/reports/backend/unit/junit.xml"\n`,
    );
    expect(existsSync(join(runner.workspace, "reports/backend/unit"))).toBe(true);
  });
});
