import { type RunStep, run } from "../../model/index.ts";

/** The line that a deployment crosses: before it nothing was touched, and a failure leaves nothing to take back. */
export function begin(): RunStep {
  return run("Begin", {
    id: "begin",
    run: 'echo "From here on the stage changes, and a failure goes back." >> "$GITHUB_STEP_SUMMARY"',
  });
}
