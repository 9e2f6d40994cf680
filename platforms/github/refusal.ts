/** An answer of GitHub's API that is no success, or no answer at all. */
export interface Failure {
  /** HTTP status; undefined when there was no answer. */
  status: number | undefined;
  /** GitHub's own words, or the network's. */
  reason: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** What was asked of GitHub: `POST /repos/{owner}/{repo}/pulls`, for `acme/app`. */
export interface Asked {
  route: string;
  of: string;
}

/** GitHub did not do what it was asked; the message says what, why, and what to do. */
export class GithubRefusal extends Error {
  override name = "GithubRefusal";
  readonly status: number | undefined;
  readonly reason: string;
  constructor(asked: Asked, failure: Failure) {
    super(messageOf(asked, failure));
    this.status = failure.status;
    this.reason = failure.reason;
  }
}

/** Whether a request was refused with one of these statuses. */
export function isRefusal(error: unknown, ...statuses: readonly number[]): error is GithubRefusal {
  return error instanceof GithubRefusal && error.status !== undefined && statuses.includes(error.status);
}

function messageOf({ route, of }: Asked, { status, reason, headers }: Failure): string {
  const answer =
    status === undefined
      ? `GitHub gave no answer to ${route} of ${of} (${reason}).`
      : `GitHub answered ${status} to ${route} of ${of}: ${reason.trim().replace(/\.?$/, ".")}`;
  return `${answer} ${adviceFor(status, of, headers)}`.trim();
}

function adviceFor(status: number | undefined, of: string, headers: Failure["headers"]): string {
  // GitHub names the permissions of Apps and fine-grained tokens that would have been enough.
  const needed = headers["x-accepted-github-permissions"];
  switch (status) {
    case undefined:
      return "Check the network and GITHUB_BASE_URL, and run again: nothing is done twice.";
    case 401:
      return "The token is wrong or has ended: put a valid one into GITHUB_TOKEN.";
    case 403:
      return `The token may not do that: give it${needed ? ` ${needed}` : " the permission"} on ${of}.`;
    case 404:
      return `Either it does not exist or the token cannot see it: mend the name, or give the token access to ${of}.`;
    default:
      return "";
  }
}
