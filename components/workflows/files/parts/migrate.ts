import { type Service, type Step, uses } from "../../model/index.ts";
import type { Door } from "./door.ts";
import { recordsHome, runtime } from "./runtime.ts";
import type { JobSecrets } from "./secrets.ts";

/** A server that nobody but the job reaches, and that goes with it: it needs no password. */
const scratch: Service = {
  image: "postgres:17",
  env: { POSTGRES_HOST_AUTH_METHOD: "trust" },
  ports: ["5432:5432"],
  options: "--health-cmd pg_isready --health-interval 5s --health-timeout 5s --health-retries 12",
};
const scratchAddress = "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable";

/** The steps by which a deployment takes the database along. */
export interface Migrating {
  /** What the database itself says of the plan, before the gates are asked for the last time; then the backup. */
  readonly before: readonly Step[];
  readonly up: readonly Step[];
  /** The throw-away server beside the job, on which each migration is tried before the stage's own database is touched. */
  readonly services: Readonly<Record<string, Service>>;
  readonly records: readonly string[];
}

/** Migrations with their way back: a dry run, a backup where the stage keeps them, the migrations, a look at the schema. */
export function migrateSteps(door: Door, secrets: JobSecrets, isBackedUp: boolean): Migrating {
  const environment = door.stage.name;
  const env = { DATABASE_URL: secrets.secret("DATABASE_URL") };
  return {
    services: { scratch },
    before: [
      runtime(
        "Prove that each migration comes back",
        "migrate certify",
        { environment },
        { id: "certify", env: { DATABASE_URL: scratchAddress }, record: "certificate.json" },
      ),
      runtime(
        "Rehearse the migrations",
        "migrate plan",
        { environment, "dry-run": true },
        { id: "plan", env, record: "migrations.json" },
      ),
      ...(isBackedUp
        ? [
            ...openBackups(door),
            runtime(
              "Back up the database",
              "migrate snapshot",
              { environment, output: "$RUNNER_TEMP/backup.dump", upload: true },
              { id: "backup", env: { ...env, ...backupStore(door) }, record: "backup.json" },
            ),
          ]
        : []),
    ],
    up: [
      runtime(
        "Run the migrations",
        "migrate up",
        {
          environment,
          certificate: `${recordsHome}/certificate.json`,
          ...(isBackedUp ? { backup: `${recordsHome}/backup.json` } : {}),
        },
        { id: "migrations", env, record: "migrated.json" },
      ),
      runtime("Verify the schema", "migrate verify", { environment }, { env, record: "schema.json" }),
    ],
    records: [
      "certificate.json",
      "migrations.json",
      ...(isBackedUp ? ["backup.json"] : []),
      "migrated.json",
      "schema.json",
    ],
  };
}

function backupStore(door: Door) {
  return { BACKUP_BUCKET: door.variable("BACKUP_BUCKET") };
}

function openBackups(door: Door): Step[] {
  return [
    uses("Open the bucket for backups", {
      uses: "aws-actions/configure-aws-credentials",
      with: {
        "aws-region": door.variable("AWS_REGION"),
        "role-to-assume": door.variable("BACKUP_ROLE_ARN"),
        "role-session-name": "gatehouse-backup",
      },
    }),
  ];
}
