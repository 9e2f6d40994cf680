import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { bringEngine } from "../bring.ts";
import type { FindOptions, FoundEngine } from "../engine.ts";
import { findGo } from "../go.ts";
import { asDuration, cacheFolder, runQuietly } from "../setup/index.mjs";
import { engineVersion } from "../version.ts";
import { engineExecutable } from "./cache.ts";

/** The committed Go module whose one dependency is the engine. */
const wrapper = new URL("../build/", import.meta.url).pathname;
const wrapperFiles = ["go.mod", "go.sum", "tools.go"];
const enginePackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The engine built from its published Go modules: 3 to 6 minutes on two cores, once. */
export async function fromBuild(options: FindOptions): Promise<FoundEngine> {
  return await bringEngine("build", options, async (folder) => {
    await buildEngine(await findGo(options), folder, options);
  });
}

async function buildEngine(go: string, folder: string, { onProgress, signal }: FindOptions): Promise<void> {
  // A copy: Go may want to touch go.sum, and a checkout stays as it was committed.
  // The build's lock is held, so what lies there is a killed build's.
  const cwd = join(cacheFolder(), "scratch", "engine");
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  const began = Date.now();
  const tell = (how: string) =>
    onProgress?.(
      `building Pulumi ${engineVersion} from Go modules: ${how}, ${asDuration(Date.now() - began)} so far ` +
        "(3 to 6 minutes on two cores, once; if interrupted, it goes on from there)",
    );
  try {
    for (const file of wrapperFiles) copyFileSync(join(wrapper, file), join(cwd, file));
    const run = { cwd, env: buildEnvironment(), signal };

    const modules = counting((done) => tell(`${done} modules fetched`));
    const packages = await ticking(modules, () =>
      runQuietly(go, ["list", "-deps", enginePackage], {
        ...run,
        onLine: (line) => line.startsWith("go: downloading ") && modules.count(),
      }),
    );
    const total = packages.trim().split("\n").length;

    const compiled = counting((done) => tell(`${done} of at most ${total} packages compiled`));
    mkdirSync(dirname(engineExecutable(folder)), { recursive: true });
    await ticking(compiled, () =>
      runQuietly(go, buildArguments(engineExecutable(folder)), { ...run, onLine: () => compiled.count() }),
    );
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function buildArguments(output: string): string[] {
  // -v writes one line per package that it compiles; what Go's own cache holds is not compiled again.
  return [
    "build",
    "-v",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags",
    `-s -w -X ${versionVariable}=v${engineVersion}`,
    "-o",
    output,
    enginePackage,
  ];
}

/** This process's environment less what would change the engine. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
  return {
    ...Object.fromEntries(kept),
    // Go would else fetch another toolchain by itself where the modules ask for a newer one.
    GOTOOLCHAIN: "local",
  };
}

interface Counter {
  count(): void;
  tell(): void;
}

function counting(tell: (done: number) => void): Counter {
  let done = 0;
  return {
    count() {
      done += 1;
      tell(done);
    },
    tell: () => tell(done),
  };
}

/** Tells every second as well: the linker says nothing for half a minute. */
async function ticking<Result>(counter: Counter, work: () => Promise<Result>): Promise<Result> {
  counter.tell();
  const timer = setInterval(counter.tell, 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
