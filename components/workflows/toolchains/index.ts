export { setUpSteps, stepsOf } from "./checks.ts";
export type { Artifact, Context, SnykToken, Verification } from "./context.ts";
export { preCommitConfig } from "./pre-commit.ts";
export { verification } from "./stages.ts";
export type {
  DartToolchain,
  NodeToolchain,
  OpenApi,
  OwnCheck,
  PythonToolchain,
  RustToolchain,
  Service,
  Stage,
  Suite,
  Toolchain,
} from "./toolchain.ts";
export { ownChecks } from "./toolchain.ts";
