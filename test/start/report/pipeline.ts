import { type StackSummary, stackSummary } from "../../../start/summary.ts";

/** A small pipeline with everything that a report shows. */
export const pipeline: StackSummary[] = [
  stackSummary.parse({
    stack: "shared",
    kind: "shared",
    application: "mayassistant",
    repository: "mayassistant-org/mayassistant",
    guards: [{ what: "branch main", by: "ruleset default-branch: pull request with code-owner review" }],
    audit: {
      bucket: "mayassistant-audit-archive",
      mode: "COMPLIANCE",
      retentionDays: 2557,
      writers: ["production"],
      readers: ["auditor"],
    },
    stays: [
      {
        what: "bucket mayassistant-audit-archive",
        why: "COMPLIANCE lock",
        until: "seven years after the last record",
      },
    ],
    notices: ['the label "a|b" <differs>'],
  }),
  stackSummary.parse({
    stack: "production",
    kind: "environment",
    approvals: [
      {
        environment: "production",
        branches: ["main"],
        approvers: [
          { role: "tech-lead", teams: ["tech-leads"], users: [] },
          { role: "qa-lead", teams: [], users: ["operator-one"] },
        ],
      },
      {
        environment: "production-rollback",
        branches: ["main"],
        approvers: [],
        why: "a rollback waits for nobody",
      },
    ],
    health: [
      {
        target: "production backend",
        url: "https://mayassistant-prod.example/health",
        everySeconds: 30,
        alarm: "mayassistant-prod-health",
        notifies: ["operators@mayassistant.example"],
      },
    ],
    services: [
      {
        environment: "production",
        kind: "backend",
        platform: "azure-functions",
        name: "mayassistant-prod",
        url: "https://mayassistant-prod.example",
      },
    ],
    secrets: [
      {
        environment: "production",
        from: "doppler mayassistant/prd",
        to: "GitHub environment production",
        names: ["JWT_SECRET"],
      },
    ],
  }),
];
