import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FoundEngine } from "../../../sandbox/engine/engine.ts";
import { allowedWays, tryWays, type Ways } from "../../../sandbox/engine/try-ways.ts";
import { fromCache } from "../../../sandbox/engine/ways/cache.ts";
import { fromPath } from "../../../sandbox/engine/ways/path.ts";
import { fakeExecutable, systemPath, temporaryFolder } from "./fakes.ts";

let bin: string;
let cached: string;
let gone: string[];

const closed = (name: string, why: string) => async (): Promise<FoundEngine> => {
  gone.push(name);
  throw new Error(why);
};

/** The real ways to what is on the machine; those that would fetch something are closed. */
function ways(): Ways {
  return {
    path: fromPath,
    cache: fromCache,
    download: closed("download", "no network"),
    build: closed("build", "no Go"),
  };
}

beforeEach(() => {
  gone = [];
  const folder = temporaryFolder();
  bin = join(folder, "installed", "bin");
  cached = join(folder, "cache", "engine", "3.259.0-build", "bin");
  vi.stubEnv("GATEHOUSE_CACHE", join(folder, "cache"));
  vi.stubEnv("PATH", `${bin}:${systemPath}`);
  return () => vi.unstubAllEnvs();
});

const find = () => tryWays(ways(), allowedWays(""), {});

describe("the engine on PATH", () => {
  it("comes first", async () => {
    const command = fakeExecutable(bin, "pulumi", "echo v3.240.1");
    fakeExecutable(bin, "pulumi-language-nodejs", "");
    fakeExecutable(cached, "pulumi", "echo v3.259.0");
    expect(await find()).toMatchObject({
      source: "path",
      command,
      root: join(bin, ".."),
      version: "3.240.1",
      languageHost: "official",
      path: [bin, join(process.execPath, "..")],
    });
  });

  it("is passed over when it is too old, and the reason says so", async () => {
    fakeExecutable(bin, "pulumi", "echo v3.100.0");
    fakeExecutable(cached, "pulumi", "echo v3.259.0");
    const engine = await find();
    expect(engine.source).toBe("cache");
    expect(engine.reason).toContain(`${bin}/pulumi is 3.100.0; supported is 3.230.0 or later, below 4.0.0`);
  });

  it("is passed over when it does not run", async () => {
    fakeExecutable(bin, "pulumi", "echo broken library >&2; exit 127");
    fakeExecutable(cached, "pulumi", "echo v3.259.0");
    expect((await find()).source).toBe("cache");
  });

  it("gets Gatehouse's language host where it has none, both in one folder", async () => {
    fakeExecutable(bin, "pulumi", "echo v3.259.0");
    const engine = await find();
    expect(engine.languageHost).toBe("gatehouse");
    expect(engine.path).toEqual([join(engine.root, "bin"), join(process.execPath, "..")]);
    expect(engine.command).toBe(join(engine.root, "bin", "pulumi"));
  });

  it("has a root for the Automation API even where it lies in no bin folder", async () => {
    const odd = join(bin, "..", "odd");
    vi.stubEnv("PATH", `${odd}:${systemPath}`);
    fakeExecutable(odd, "pulumi", "echo v3.259.0");
    fakeExecutable(odd, "pulumi-language-nodejs", "");
    const engine = await find();
    expect(engine.command).toBe(join(engine.root, "bin", "pulumi"));
    expect(engine.path).toContain(odd);
  });
});

describe("the other ways", () => {
  it("are tried in their order, each once", async () => {
    await expect(find()).rejects.toThrow();
    expect(gone).toEqual(["download", "build"]);
  });

  it("end in one message with every way, why it failed and what to install", async () => {
    fakeExecutable(bin, "pulumi", "echo v4.0.0");
    fakeExecutable(cached, "pulumi", "exit 1");
    await expect(find()).rejects.toThrow(
      new RegExp(
        [
          "no Pulumi engine can be had.*",
          "path: .*/pulumi is 4.0.0; supported is",
          "cache: .*/pulumi does not run",
          "download: no network",
          "build: no Go",
          "Install one of: Pulumi 3.230.0 or later.*Go 1\\.\\d+.*Python 3",
        ].join("[^]*"),
      ),
    );
  });

  it("are closed when one is forced", async () => {
    fakeExecutable(bin, "pulumi", "echo v3.259.0");
    await expect(tryWays(ways(), allowedWays("download"), {})).rejects.toThrow("no network");
    expect(gone).toEqual(["download"]);
  });

  it("refuse a way that does not exist", () => {
    expect(() => allowedWays("brew")).toThrow(
      '$GATEHOUSE_ENGINE is "brew"; allowed are path, cache, download, build',
    );
  });

  it("stop when the caller gives up", async () => {
    const given = new AbortController();
    given.abort(new Error("given up"));
    await expect(tryWays(ways(), allowedWays(""), { signal: given.signal })).rejects.toThrow("given up");
    expect(gone).toEqual([]);
  });
});
