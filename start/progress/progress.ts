import { duration, styleFor } from "./style.ts";

/** The part of a terminal, or of a file, that progress is written to. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): boolean;
}

/** What a person sees while the main job runs. */
export interface Progress {
  /** Begins a step; its line lives until the step ends. */
  begin(what: string): Step;
  /** A line of its own, above the line of the running step. */
  say(text: string): void;
}

export interface Step {
  /** Where the step is now; shown on a terminal only. */
  update(detail: string): void;
  /** Ends the step: what came out of it. */
  end(result: string): void;
  /** Ends the step without success; why is told elsewhere. */
  fail(): void;
  /** Ends the step without a word: there was nothing to do. */
  drop(): void;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const width = 28;

/** One live line for the running step on a terminal; plain lines, one for each finished step, elsewhere. */
export function showProgress(screen: Screen, now: () => number = () => performance.now()): Progress {
  const style = styleFor(screen);
  const live = screen.isTTY === true && process.env["TERM"] !== "dumb";
  let line: (() => string) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const clear = () => live && screen.write("\r\u001b[2K");
  const draw = () => line && live && screen.write(`\r\u001b[2K${line()}`);
  const print = (text: string) => {
    clear();
    screen.write(`${text}\n`);
    draw();
  };

  return {
    say: print,
    begin(what) {
      const start = now();
      const label = what.padEnd(width);
      let detail = "";
      let frame = 0;
      const elapsed = () => (now() - start) / 1000;
      line = () => {
        frame += 1;
        const mark = frames[frame % frames.length];
        const text = `${mark} ${label} ${duration(elapsed()).padStart(6)}  ${detail}`;
        return text.slice(0, Math.max(20, (screen.columns ?? 100) - 1));
      };
      if (live) {
        draw();
        timer = setInterval(draw, 100);
        timer.unref();
      }
      const finish = (mark: string, result: string) => {
        clearInterval(timer);
        line = undefined;
        print(`${mark} ${label} ${style.dim(duration(elapsed()).padStart(6))}  ${result}`);
      };
      return {
        update(text) {
          detail = text;
        },
        end: (result) => finish(style.good("✓"), result),
        fail: () => finish(style.bad("✗"), "failed"),
        drop() {
          clearInterval(timer);
          line = undefined;
          clear();
        },
      };
    },
  };
}
