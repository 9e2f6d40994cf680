/** The folder for what is brought once: $GATEHOUSE_CACHE, else the platform's own place for caches. */
export function cacheFolder(environment?: NodeJS.ProcessEnv): string;

export interface LockOwner {
  readonly pid: number;
  /** What it does under the lock. */
  readonly what: string;
  /** ISO time. */
  readonly since: string;
}

/** Runs `work` while no other process runs work under the lock `folder`; a dead owner's lock is taken over. */
export function withLock<Result>(
  folder: string,
  options: {
    what: string;
    onWait?: ((owner: LockOwner) => void) | undefined;
    signal?: AbortSignal | undefined;
  },
  work: () => Promise<Result>,
): Promise<Result>;

/** Makes the folder `target` whole or not at all; the caller holds its lock. */
export function putInPlace(target: string, make: (folder: string) => Promise<void>): Promise<void>;

/** Shows progress on a stream: a live line on a terminal, else a line every 15 s; nothing within the first 2 s. */
export function showProgress(stream?: {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}): { update(message: string): void; end(): void };

/** Milliseconds as people read them: "42 s", "3 min 5 s". */
export function asDuration(milliseconds: number): string;

/** Runs a command silently and returns its stdout; a failure quotes its first and last lines. `timeout` in milliseconds. */
export function runQuietly(
  command: string,
  args: readonly string[],
  options?: {
    cwd?: string | undefined;
    env?: NodeJS.ProcessEnv | undefined;
    timeout?: number | undefined;
    signal?: AbortSignal | undefined;
    onLine?: ((line: string) => void) | undefined;
  },
): Promise<string>;
