import type { Seed } from "./pipelines.ts";

/** The command lines by which the specifications start workflows, joined where they span lines. */
export const ghCommands: readonly {
  readonly seed: Seed;
  readonly requirement: string;
  readonly line: string;
}[] = [
  {
    seed: "002",
    requirement: "S002-RB-03",
    line: "gh workflow run rollback.yml --ref main -f environment=production -f target_version=v1.2.3",
  },
  { seed: "004", requirement: "S004-STG-01", line: "gh workflow run main.yml --ref main" },
  {
    seed: "004",
    requirement: "S004-CAN-09",
    line: "gh workflow run deploy.yml --ref main -f deployment_target=canary -f traffic_percentage=5",
  },
  {
    seed: "004",
    requirement: "S004-RB-07",
    line: 'gh workflow run rollback.yml --ref main -f rollback_target=all -f reason="Service outage"',
  },
  { seed: "004", requirement: "S004-SEC", line: "gh workflow run secrets-management.yml --ref main" },
  {
    seed: "004",
    requirement: "S004-MON-06",
    line: "gh workflow run deployment-monitor.yml --ref main -f environment=production -f detailed_check=true",
  },
];
