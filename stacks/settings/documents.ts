import { z } from "zod";
import { day, filePath, oneOf, text, whole } from "./vocabulary.ts";

/** What a document tells; components/documents renders each. A test holds this list in step with it. */
export const documentKinds = [
  "integrity-policy",
  "dependency-policy",
  "integrity-summary",
  "environment-variables",
  "development",
  "backend-pipeline",
  "frontend-pipeline",
  "deployment-guide",
  "deployment-procedures",
  "rollback-procedures",
  "emergency-protocols",
  "troubleshooting",
  "activation",
  "incident-response",
  "incident-form",
  "duties",
  "traceability",
  "index",
] as const;

const identifier = /^[A-Za-z0-9-]+$/;

/** A requirement of the organisation that the pipeline satisfies, as its own register has it (S002-TRACE-01). */
const traced = z.strictObject({
  title: text("the requirement's title"),
  hash: z.string().regex(/^[0-9a-f]{8,64}$/, "the hash of the requirement's text, in hexadecimal digits"),
  parent: text("the requirement that it implements"),
  satisfiedBy: z.array(text("a part of the pipeline")).min(1, "at least one part that satisfies it"),
  shownBy: z.array(text("a test or record")).min(1, "at least one test or record that shows it"),
});

/** The documents that are rendered into the application repository. */
export const documents = z.strictObject({
  /** The team or role that answers for them. */
  owner: text("who answers for the documents"),
  /** The day of the last review (S004-GOV-01). */
  reviewed: day,
  /** Months from one review to the next. */
  everyMonths: whole(1, 60, "months").default(12),
  /** What is rendered where. */
  files: z.record(filePath, oneOf(documentKinds, "what the document tells")),
  /** Documents that people keep elsewhere and these name. */
  references: z.array(text("a document's path")).default([]),
  /** Commands that bring a service up on a developer's machine, by service (S001-ENV-01). */
  setup: z
    .strictObject({
      backend: z.array(text("a shell command")).optional(),
      frontend: z.array(text("a shell command")).optional(),
    })
    .prefault({}),
  traceability: z
    .record(z.string().regex(identifier, "a requirement's number: letters, digits and hyphens"), traced)
    .default({}),
});
