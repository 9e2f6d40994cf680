/** A workflow that GitHub would refuse, or that Gatehouse does not let through. The message has one line per fault. */
export class WorkflowError extends Error {
  override readonly name = "WorkflowError";
}
