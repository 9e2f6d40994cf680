import { registerHooks } from "node:module";
import type { Files, Finding } from "./finding.ts";

/** The package imports its schema without saying that it is JSON, which Node demands. */
const hooks = registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(
      url,
      url.includes("/@actions/") && url.endsWith(".json")
        ? { ...context, importAttributes: { type: "json" } }
        : context,
    ),
});
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import(
  "@actions/workflow-parser"
);
hooks.deregister();

/** Each workflow, and each that it calls, as GitHub's own parser for editors reads it. */
export async function workflowParser(files: Files): Promise<Finding[]> {
  const found = await Promise.all([...files].map(([path, text]) => findingsIn(path, text, files)));
  return found.flat();
}

async function findingsIn(path: string, content: string, files: Files): Promise<Finding[]> {
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
  // Converting adds to the same errors: ids, needs, schedules, calls.
  if (value !== undefined) await convertWorkflowTemplate(context, value, provider(files), depth);
  return context.errors.getErrors().map(({ rawMessage, range }) => ({
    file: path,
    line: range?.start.line ?? 0,
    rule: "workflow-parser",
    message: rawMessage,
  }));
}

/** It looks one call deep; the files below are checked as callers themselves. */
const depth = { fetchReusableWorkflowDepth: 1 };

function provider(files: Files) {
  return {
    getFileContent: async (reference: { path: string }) => {
      const path = reference.path.replace(/^\.\//, "");
      const content = files.get(path);
      if (content === undefined) throw new Error(`there is no ${path}`);
      return { name: path, content };
    },
  };
}
