import { WorkflowError } from "../model/index.ts";
import type { Service } from "./toolchain.ts";

/** Says what a service's toolchain asks for and cannot have. */
export function refuse({ name }: Service, key: string, given: string, allowed: string): WorkflowError {
  return new WorkflowError(`services.${name}.toolchain.${key} is ${given}. Allowed: ${allowed}.`);
}
