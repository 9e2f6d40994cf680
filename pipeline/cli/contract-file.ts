import { readFileSync } from "node:fs";
import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import { ContractError, readContract } from "../contract/read.ts";
import { UnknownEnvironment } from "../gate/decide.ts";
import { type Frame, type Given, WrongUse } from "./command.ts";

/** Where the shared stack delivers the contract. */
export const usualPlace = ".gatehouse/contract.json";

/**
 * Reads the contract that a command decides by.
 *
 * @throws ContractError when there is none, or it belongs to another runtime; WrongUse when it is of another repository.
 */
export function openContract(given: Given, frame: Frame): Contract {
  return contractAt(given.text("contract") ?? usualPlace, frame);
}

/** @throws ContractError, WrongUse as `openContract` does. */
export function contractAt(file: string, frame: Frame): Contract {
  const contract = readContract(readFile(file), file);
  const own = frame.runtimeHash();
  if (own !== undefined && own !== contract.runtime.sha256) {
    throw new ContractError(
      `The contract (${file}) belongs to the runtime ${contract.runtime.sha256.slice(0, 12)}, and this one is ` +
        `${own.slice(0, 12)}. Check both out at the same commit; if they are, somebody changed one of them by hand.`,
    );
  }
  const here = frame.environment["GITHUB_REPOSITORY"];
  const { owner, name } = contract.repository;
  if (here !== undefined && here.toLowerCase() !== `${owner}/${name}`.toLowerCase()) {
    throw new WrongUse(`The contract (${file}) is of ${owner}/${name}, and this job runs in ${here}.`);
  }
  return contract;
}

/** @throws UnknownEnvironment */
export function stageOf(contract: Contract, environment: string): Stage {
  const stage = Object.hasOwn(contract.environments, environment)
    ? contract.environments[environment]
    : undefined;
  if (stage) return stage;
  throw new UnknownEnvironment(
    `The contract has no environment ${JSON.stringify(environment)}. Allowed: ${Object.keys(contract.environments).join(", ")}.`,
  );
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : String(error);
    throw new ContractError(
      `There is no contract to decide by (${file}: ${reason}). Check out the pipeline's files at the workflow's own ` +
        "commit, or name the file with --contract.",
    );
  }
}
