/** A release where a host keeps it. */
export interface Placed {
  /** The host's own name of it, for people and for the record. */
  id: string;
  /** The commit that it was built from; undefined where the host does not tell. */
  sha: string | undefined;
}

/** What the ledger knows of the releases of an environment, newest first: hosts alone cannot tell it. */
export interface PastRelease {
  sha: string;
  /** When its deployment began, in UTC. */
  startedAt: string;
  good: boolean;
}

/** What a change of traffic came to. */
export interface Shift {
  /** `done`: traffic was moved. `there`: it was there already, by this or by an earlier try. */
  how: "done" | "there";
  to: Placed;
}

/** One service on its host. */
export interface Host {
  readonly platform: string;
  /** Gives the traffic to the release that this run's attempt put there, and that waits without any. */
  promote(sha: string): Promise<Shift>;
  /** Whether a release ever had traffic; whoever cannot tell says that it had. */
  hadTraffic(release: PastRelease): Promise<boolean>;
  /**
   * Gives the traffic back to an earlier release. May be repeated: what is done already is found done.
   *
   * @throws HostError where the host does not have it any more.
   */
  restore(sha: string, past: readonly PastRelease[]): Promise<Shift>;
}

/** A host that refused, or could not do what was asked. */
export class HostError extends Error {
  override name = "HostError";

  /** Whether the same might work later: a limit, an outage, no answer. */
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}
