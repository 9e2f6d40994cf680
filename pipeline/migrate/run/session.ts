import type { Environment } from "../../cli/command.ts";
import type { MigrationRules } from "../../contract/migrations.ts";
import type { Database } from "../database/connection.ts";

/** All that a script needs to run: where, by which rules, for whom. */
export interface Session {
  database: Database;
  rules: MigrationRules;
  who: Who;
  /** Milliseconds since 1970. */
  now(): number;
  /** Tells people at once, while the migration still runs. */
  alert(message: string): void;
}

/** Who runs migrations, and in which job. */
export interface Who {
  actor: string;
  run: string;
}

/** As GitHub Actions says it; on a person's own machine the user's name. */
export function whoOf(environment: Environment): Who {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt } = environment;
  return {
    actor:
      environment["GITHUB_TRIGGERING_ACTOR"] ||
      environment["GITHUB_ACTOR"] ||
      environment["USER"] ||
      environment["USERNAME"] ||
      "unknown",
    run: repository && id ? `${repository}/actions/runs/${id}/attempts/${attempt ?? "1"}` : "local",
  };
}
