import type { Input, Inputs } from "@pulumi/pulumi";

/** What a stack tells people and machines about itself: its output `summary`. Plain values, never a secret. */
export interface Summary extends Inputs {
  stack: string;
  kind: "shared" | "environment";
  application: string;
  repository: string;
  /** What now guards what, as sentences. */
  guards: { what: string; by: string }[];
  /** Which doors there are, and who opens each; `why` says it where nobody has to. */
  approvals: {
    environment: string;
    branches: string[];
    approvers: { role: string; teams: string[]; users: string[] }[];
    why?: string;
  }[];
  /** Where health is watched; an interval in seconds. */
  health: { target: string; url: Input<string>; everySeconds: number; alarm: string; notifies: string[] }[];
  services: {
    environment: string;
    kind: "backend" | "frontend";
    platform: string;
    name: string;
    url: Input<string>;
  }[];
  /** Which secrets go where, by name. */
  secrets: { environment: string; from: string; to: string; names: string[] }[];
  audit?: {
    bucket: string;
    mode: string;
    retentionDays: number;
    writers: string[];
    readers: string[];
  };
  /** The files in the application repository: how many are live, what waits for which pull request. */
  delivery?: {
    live: Input<string[]>;
    pending: Input<string[]>;
    requiredChecks: Input<string[]>;
    /** The pull request's address; empty where none is open. */
    pullRequest: Input<string>;
  };
  /** What a destroy leaves, why, and until when. */
  stays: { what: string; why: string; until: string }[];
  /** What a person should know before saying yes: exceptions with their reason and end. */
  notices: string[];
}
