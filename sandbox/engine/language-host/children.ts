import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";

/** How long a process may take to obey SIGINT before it is killed, in milliseconds. */
const gracePeriod = 2_000;

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

/** How a process ended: with its own exit code, or by a signal. */
export type Ending = { readonly code: number } | { readonly signal: string };

/** The Node processes that a language host started, so that it can take them down with itself. */
export class Children {
  readonly #running = new Map<ChildProcess, Promise<Ending>>();

  /** Starts this process's own Node on `args`. `ended` resolves when its output is closed too. */
  start(command: Command): { child: ChildProcess; ended: Promise<Ending> } {
    const child = spawn(process.execPath, command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: command.stdio,
    });
    const ended = new Promise<Ending>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code === null ? { signal: `${signal}` } : { code }));
    }).finally(() => this.#running.delete(child));
    this.#running.set(child, ended);
    return { child, ended };
  }

  /** Interrupts one process, and kills it when it does not obey. */
  async stop(child: ChildProcess): Promise<void> {
    const ended = this.#running.get(child);
    if (!ended) return;
    child.kill("SIGINT");
    const kill = setTimeout(() => child.kill("SIGKILL"), gracePeriod);
    await Promise.allSettled([ended]);
    clearTimeout(kill);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((child) => this.stop(child)));
  }
}
