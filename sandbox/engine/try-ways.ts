import {
  type Engine,
  EngineError,
  type EngineSource,
  EngineUsageError,
  engineSources,
  type FindOptions,
  type FoundEngine,
} from "./engine.ts";
import { oldestGo } from "./go.ts";
import { makeReady } from "./ready.ts";
import { supportedEnginesInWords } from "./version.ts";

/** Each brings an engine that has run once, or throws an error that says why it cannot. */
export type Ways = Record<EngineSource, (options: FindOptions) => Promise<FoundEngine>>;

const because: Record<EngineSource, string> = {
  path: `the installed one is in the supported range (${supportedEnginesInWords})`,
  cache: "an earlier run brought it",
  download: "it was downloaded from Pulumi just now",
  build: "it was built from Pulumi's Go modules just now",
};

/** The engine of the first way that leads to one. */
export async function tryWays(
  ways: Ways,
  allowed: readonly EngineSource[],
  options: FindOptions,
): Promise<Engine> {
  const closed: string[] = [];
  for (const source of allowed) {
    options.signal?.throwIfAborted();
    try {
      const found = await ways[source](options);
      const reason = [because[source], ...closed.map((way) => way.split("\n")[0])].join("; ");
      return makeReady(found, { source, reason });
    } catch (error) {
      options.signal?.throwIfAborted();
      closed.push(`${source}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new EngineError(
    [
      "no Pulumi engine can be had on this machine. Tried, in this order:",
      ...closed.map((way) => `  - ${way.replaceAll("\n", "\n    ")}`),
      `Install one of: Pulumi ${supportedEnginesInWords} (https://www.pulumi.com/docs/install/); for the build, ` +
        `Go ${oldestGo} or later, or Python 3 with venv, and access to the Go module proxy.`,
    ].join("\n"),
  );
}

/** The ways that `forced` ($GATEHOUSE_ENGINE) leaves: that one, or all where it is empty. */
export function allowedWays(forced: string | undefined): readonly EngineSource[] {
  if (forced === undefined || forced === "") return engineSources;
  const source = engineSources.find((name) => name === forced);
  if (source) return [source];
  throw new EngineUsageError(
    `$GATEHOUSE_ENGINE is "${forced}"; allowed are ${engineSources.join(", ")}, or nothing for all in this order`,
  );
}
