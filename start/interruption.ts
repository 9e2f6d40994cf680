import { setTimeout as after } from "node:timers/promises";
import { type ExitCode, exitCodes, Failure } from "./failure.ts";

type Signal = "SIGINT" | "SIGTERM";

/** How long the engine has to say that the signal reached it too, in ms. */
const grace = 700;

/** A person's wish to stop, and its way to the engine. */
export interface Interruption {
  /** Aborts when the engine must be told: it then gets one SIGINT. */
  readonly signal: AbortSignal;
  /** Call it when the engine says that it stops. */
  engineKnows(): void;
  /** @throws Failure (130 or 143) once somebody asked to stop. */
  check(): void;
  /** The failure to end with, once somebody asked to stop. */
  failure(): Failure | undefined;
  dispose(): void;
}

/**
 * Listens to SIGINT and SIGTERM. The first one asks the engine to stop once the steps that it began are done; a
 * second one, more than a second later, ends this process at once (the next run recovers what the engine left).
 *
 * A terminal's ^C reaches the engine as well, and a second signal would make it drop its steps half-way: so it is
 * passed on only when the engine does not tell, within a moment, that it knows.
 *
 * @param say tells the person what happens now.
 */
export function listenForInterruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let asked: { signal: Signal; at: number } | undefined;
  let known = false;

  function onSignal(signal: Signal): void {
    if (asked) {
      // npm passes a terminal's ^C on, so the same wish arrives twice.
      if (Date.now() - asked.at < 1000) return;
      say("Stopped at once. Run the same command again: it first puts in order what was left half-way.");
      process.exit(codeOf(signal));
    }
    asked = { signal, at: Date.now() };
    say(
      "Stopping: the engine finishes the steps that it began. The state stays good; ^C again stops at once.",
    );
    void tellEngine();
  }

  async function tellEngine(): Promise<void> {
    await after(grace);
    if (!known) controller.abort();
  }

  function failure(): Failure | undefined {
    if (!asked) return undefined;
    return new Failure(
      codeOf(asked.signal),
      "Stopped, with the state in order. Run the same command again to go on.",
    );
  }

  const onInterrupt = () => onSignal("SIGINT");
  const onTerminate = () => onSignal("SIGTERM");
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return {
    signal: controller.signal,
    engineKnows() {
      if (asked) known = true;
    },
    check() {
      const stopped = failure();
      if (stopped) throw stopped;
    },
    failure,
    dispose() {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
    },
  };
}

function codeOf(signal: Signal): ExitCode {
  return signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
}
