import type { TestProject } from "vitest/node";
import { type Engine, findEngine } from "../../sandbox/engine/index.ts";
import { showProgress } from "../../sandbox/engine/setup/index.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    engine: Engine;
  }
}

/** Readies the engine before the first test, so that a build of some minutes falls into no test's timeout. */
export default async function provideEngine(project: TestProject): Promise<void> {
  const progress = showProgress(process.stderr);
  try {
    project.provide("engine", await findEngine({ onProgress: progress.update }));
  } finally {
    progress.end();
  }
}
