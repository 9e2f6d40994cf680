import type { Command } from "../../cli/command.ts";
import { reportConfiguration } from "./configuration.ts";
import { reportCoverage } from "./coverage.ts";
import { selectTests } from "./select.ts";
import { reportTests } from "./tests.ts";

/** What reports of tests say, and which tests a change reaches. */
export const reportCommands: readonly Command[] = [
  reportTests,
  reportCoverage,
  reportConfiguration,
  selectTests,
];
