/** The ways to an engine, in the order in which they are tried. */
export const engineSources = ["path", "cache", "download", "build"] as const;
export type EngineSource = (typeof engineSources)[number];

/** A Pulumi CLI that runs, and what it needs on PATH. */
export interface Engine {
  /** The executable, an absolute path. */
  readonly command: string;
  /** The folder whose `bin/pulumi` is `command`, as the Automation API's `PulumiCommand.get({ root })` wants it. */
  readonly root: string;
  /** Without a leading v: "3.259.0". */
  readonly version: string;
  readonly source: EngineSource;
  /** Why this one, in one sentence. */
  readonly reason: string;
  /** `official`: Pulumi's own host beside the engine or on PATH. `gatehouse`: the one of `language-host/`. */
  readonly languageHost: "official" | "gatehouse";
  /** Folders to put first on PATH: they hold `pulumi`, `pulumi-language-nodejs` and a fitting `node`. */
  readonly path: readonly string[];
}

export interface FindOptions {
  /** Hears how far it is, often enough for a live line. */
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An executable that has said its version. */
export interface FoundEngine {
  readonly command: string;
  readonly version: string;
}

/** No way led to an engine. The message names each one, why it failed, and what to install. */
export class EngineError extends Error {
  override readonly name: string = "EngineError";
}

/** $GATEHOUSE_ENGINE says something that it may not say. */
export class EngineUsageError extends EngineError {
  override readonly name = "EngineUsageError";
}

/** One way cannot be gone; the next is tried. */
export class WayClosed extends Error {
  override readonly name = "WayClosed";
}
