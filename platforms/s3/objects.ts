/** An object of a bucket, with what S3 itself says of it. */
export interface StoredObject {
  body: Buffer;
  /** When S3 stored it, by S3's clock. */
  storedAt: Date;
  /** Until when its lock holds; undefined without a lock, or where the role may not read locks. */
  lockedUntil?: Date;
}

/** An object as a listing names it. */
export interface Listed {
  key: string;
  storedAt: Date;
  /** In bytes. */
  size: number;
}

/** One version of a key; a marker says that the key was deleted, and hides the versions below it. */
export interface Version extends Listed {
  version: string;
  isLatest: boolean;
  isDeleteMarker: boolean;
}

/** What a bucket and a folder on disk have in common. */
export interface ObjectReader {
  /** Undefined when there is no such object. */
  get(key: string): Promise<StoredObject | undefined>;
  /**
   * The objects whose keys begin with `prefix`, in the order of the keys' bytes.
   *
   * @param range.after only keys behind this one. @param range.limit no more than this many, at least one.
   */
  list(prefix: string, range?: { after?: string; limit?: number }): AsyncIterable<Listed>;
}

/** A clock that answered, and what the own one said in the middle of the exchange; milliseconds since 1970. */
export interface ClockReading {
  theirs: number;
  ours: number;
}

/** A bucket. Every method throws an `S3Failure` when S3 refuses, or does not answer in time. */
export interface ObjectStore extends ObjectReader {
  readonly bucket: string;
  /** Stores an object unless there is one: S3 lets exactly one of several writers through. */
  create(key: string, body: Uint8Array): Promise<"created" | "exists">;
  /** Stores an object, whatever was there. */
  replace(key: string, body: Uint8Array): Promise<void>;
  /** All versions of all keys that begin with `prefix`, deletions included. */
  versions(prefix: string): AsyncIterable<Version>;
  /** S3's clock, from its latest answer; undefined before the first. */
  clock(): ClockReading | undefined;
}

/**
 * Why S3 did not do what it was asked: `unavailable` may pass, `denied` needs a permission, `clock` a correct clock, and
 * `wrong` another bucket, region or request.
 */
export type FailureKind = "unavailable" | "denied" | "clock" | "wrong";

/** S3 did not do what it was asked. The message says what, where, why, and what to do. */
export class S3Failure extends Error {
  override name = "S3Failure";
  readonly kind: FailureKind;
  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
