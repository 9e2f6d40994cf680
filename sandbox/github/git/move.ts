import type { Repository } from "../document.ts";
import type { Call } from "../route.ts";
import { branchRef } from "./refs.ts";

function closePulls(call: Call, repository: Repository, branch: string): void {
  for (const pull of repository.pulls) {
    if (pull.state === "open" && (pull.head === branch || pull.base === branch)) {
      Object.assign(pull, { state: "closed", closedAt: call.now, updatedAt: call.now });
    }
  }
}

/** Moves, creates or deletes a ref and lets the open pull requests follow. Rules are the caller's to enforce. */
export function moveRef(call: Call, repository: Repository, ref: string, sha: string | undefined): void {
  const { refs, pushers } = repository.git;
  if (sha === undefined) {
    delete refs[ref];
    delete pushers[ref];
  } else {
    refs[ref] = sha;
    pushers[ref] = call.actor;
  }
  repository.pushedAt = call.now;
  if (!ref.startsWith("refs/heads/")) return;
  const branch = ref.slice("refs/heads/".length);
  if (sha === undefined) {
    closePulls(call, repository, branch);
    return;
  }
  for (const pull of repository.pulls.filter((one) => one.state === "open")) {
    if (pull.head === branch) pull.headSha = sha;
    if (pull.base === branch) pull.baseSha = sha;
  }
}

/** Renames a branch; its pull requests and the default branch go along. */
export function renameBranch(call: Call, repository: Repository, from: string, to: string): void {
  const { refs, pushers } = repository.git;
  const sha = refs[branchRef(from)];
  if (sha === undefined) return;
  refs[branchRef(to)] = sha;
  pushers[branchRef(to)] = pushers[branchRef(from)] ?? call.actor;
  delete refs[branchRef(from)];
  delete pushers[branchRef(from)];
  for (const pull of repository.pulls) {
    if (pull.head === from) pull.head = to;
    if (pull.base === from) pull.base = to;
  }
  if (repository.settings.default_branch === from) repository.settings.default_branch = to;
}
