import type { Environment } from "../cli/command.ts";

/** The page of the run that reports, as far as its variables tell. */
export function runAddress(environment: Environment): string {
  const server = environment["GITHUB_SERVER_URL"] || "https://github.com";
  const [repository, run] = [environment["GITHUB_REPOSITORY"], environment["GITHUB_RUN_ID"]];
  if (!repository || !run) return "a run outside of GitHub Actions";
  const attempt = environment["GITHUB_RUN_ATTEMPT"];
  return `${server}/${repository}/actions/runs/${run}${attempt ? `/attempts/${attempt}` : ""}`;
}
