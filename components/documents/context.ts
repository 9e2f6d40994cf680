import type { Rules } from "../runtime/index.ts";

/** A group of secrets as every environment needs it; names alone. */
export interface SecretGroup {
  /** Which service needs them, and what for: `backend: stripe`. */
  group: string;
  names: readonly string[];
}

/** How a service is worked on and where it runs. */
export interface ServiceFacts {
  kind: "backend" | "frontend";
  /** Undefined where it runs on nothing that the pipeline declares. */
  platform: string | undefined;
  /** Shell commands that bring it up on a developer's machine, one a line. */
  setup: readonly string[];
}

/** A workflow file that is delivered beside the documents. */
export interface WorkflowFacts {
  file: string;
  name: string;
  /** What starts it, in words. */
  startedBy: string;
  /** Its jobs as a Mermaid flowchart. */
  picture: string;
}

/** Who answers for the documents, and when they were last looked over. */
export interface Review {
  /** A team or role. */
  owner: string;
  /** Days as YYYY-MM-DD. */
  last: string;
  next: string;
}

/** All that documents are rendered from. */
export interface DocumentContext {
  rules: Rules;
  secrets: readonly SecretGroup[];
  /** What a secret's value must look like, by its name. */
  formats: Readonly<Record<string, string>>;
  services: readonly ServiceFacts[];
  workflows: readonly WorkflowFacts[];
  review: Review;
  /** Every rendered document, by path, with its title. */
  index: readonly { path: string; title: string }[];
  /** Documents that people keep elsewhere and these refer to. */
  references: readonly string[];
  /** Requirements of the organisation that the pipeline satisfies. */
  traceability: readonly TracedRequirement[];
}

/** A requirement of the organisation, as its register has it. */
export interface TracedRequirement {
  id: string;
  title: string;
  hash: string;
  parent: string;
  /** What satisfies it, and how that is shown. */
  satisfiedBy: readonly string[];
  shownBy: readonly string[];
}
