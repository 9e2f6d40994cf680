import { type Frame, type Given, WrongUse } from "../../cli/command.ts";
import { openContract, stageOf } from "../../cli/contract-file.ts";
import type { Contract } from "../../contract/contract.ts";
import type { Stage } from "../../contract/environment.ts";
import type { MigrationRules, MigrationStage } from "../../contract/migrations.ts";
import { addressFrom } from "../database/address.ts";
import { openDatabase } from "../database/connection.ts";
import { limits } from "../database/limits.ts";
import { type Folder, readFolder } from "../files/folder.ts";
import { type Session, whoOf } from "../run/session.ts";

/** What every command of `migrate` begins with. */
export interface Opened {
  contract: Contract;
  environment: string;
  stage: Stage;
  rules: MigrationRules;
  /** What holds for this environment: production demands certificate and backup, whatever is written. */
  demands: MigrationStage & { always: boolean };
  folder: Folder;
  /** The release's checkout. */
  root: string;
}

const usual = { proof: "restore", maxAgeMinutes: 60 } as const;

/** @throws ContractError, UnknownEnvironment, or WrongUse where the contract says nothing of migrations. */
export function open(given: Given, frame: Frame): Opened {
  const contract = openContract(given, frame);
  const environment = given.need("environment");
  const stage = stageOf(contract, environment);
  const rules = contract.migrations;
  if (!rules) {
    throw new WrongUse(
      "The contract has no section migrations: say in the settings where they lie, and let the shared stack deliver it.",
    );
  }
  const root = process.cwd();
  const written = rules.environments[environment] ?? { certified: true };
  const always = stage.tier === "production";
  return {
    contract,
    environment,
    stage,
    rules,
    demands: always ? { always, certified: true, backup: written.backup ?? usual } : { always, ...written },
    folder: readFolder(root, rules, given.text("folder")),
    root,
  };
}

/** Opens the database of DATABASE_URL for some work, and closes it. */
export async function withSession<Result>(
  { rules }: Opened,
  frame: Frame,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(addressFrom(frame.environment));
  try {
    await database.run(limits(rules));
    return await work({
      database,
      rules,
      who: whoOf(frame.environment),
      now: frame.now,
      // An annotation of GitHub Actions; it shows while the job still runs.
      alert: (message) => frame.err(`::error title=Slow migration::${message.replace(/[\r\n%]+/g, " ")}\n`),
    });
  } finally {
    await database.close();
  }
}

/** Today in UTC, as 2027-01-31. */
export function today(frame: Frame): string {
  return new Date(frame.now()).toISOString().slice(0, 10);
}
