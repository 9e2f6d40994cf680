import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import { pythonVenv } from "../../../sandbox/engine/python.ts";
import { fakeExecutable, systemPath, temporaryFolder } from "./fakes.ts";

let folder: string;
let log: string;

beforeEach(() => {
  folder = temporaryFolder();
  log = join(folder, "log");
  vi.stubEnv("GATEHOUSE_CACHE", join(folder, "cache"));
  vi.stubEnv("PATH", `${join(folder, "bin")}:${systemPath}`);
  return () => vi.unstubAllEnvs();
});

/** A python3 whose venvs are empty but for a python that does `pip`. */
function fakePython(pip: string): void {
  fakeExecutable(
    join(folder, "bin"),
    "python3",
    `if [ "$1" = "--version" ]; then echo Python 3.11.0; exit; fi
echo venv >> '${log}'
mkdir -p "$3/bin"
printf '#!/bin/sh\\n${pip}\\n' > "$3/bin/python"
chmod +x "$3/bin/python"`,
  );
}

it("makes a venv once for the same packages, whatever their order", async () => {
  fakePython("exit 0");
  const first = await pythonVenv({ packages: ["a==1", "b==2"] });
  expect(await pythonVenv({ packages: ["b==2", "a==1"] })).toBe(first);
  expect(await pythonVenv({ packages: ["a==2"] })).not.toBe(first);
  expect(readFileSync(log, "utf8")).toBe("venv\nvenv\n");
});

it("makes it again where it was interrupted", async () => {
  fakePython("exit 1");
  await expect(pythonVenv({ packages: ["a==1"] })).rejects.toThrow("pip cannot install a==1");
  fakePython("exit 0");
  expect(existsSync(join(await pythonVenv({ packages: ["a==1"] }), "python"))).toBe(true);
});

it("names the package that Debian keeps apart", async () => {
  fakeExecutable(
    join(folder, "bin"),
    "python3",
    'if [ "$1" = "--version" ]; then echo Python 3.11.0; exit; fi\necho "ensurepip is not available"; exit 1',
  );
  await expect(pythonVenv({ packages: ["a==1"] })).rejects.toThrow(
    /python3 has no venv module: .*apt-get install python3-venv/,
  );
});

it("says what needs Python where there is none", async () => {
  vi.stubEnv("PATH", join(folder, "nothing"));
  await expect(pythonVenv({ packages: ["moto==5"] })).rejects.toThrow(
    "there is no python3 on PATH, and moto==5 needs one",
  );
});
